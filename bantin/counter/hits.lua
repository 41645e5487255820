-- Counts a batch of hits of one site, once, and returns the site's figures. The rules are those of visits.py.
--
-- KEYS  1 online  2 sessions (both: visitors by last hit, ms)  3 days  4 total  5 number of the instance's last batch
-- ARGV  1 batch's number  2 idle ms  3 window ms  4 most visitors  5 now, ms  6 today  7 greatest total
--       then for each hit: time in ms, day, "v" for a view or "b" for a beat, visitor, the visitor's former hash or ""
local online, sessions, days, total, last = unpack(KEYS)
local number, idle, window, capacity, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local function rename(key, former, visitor)
  local seen = redis.call('ZSCORE', key, former)
  if seen then
    redis.call('ZREM', key, former)
    redis.call('ZADD', key, 'NX', seen, visitor)
  end
end

-- A batch whose answer was lost is sent again with the same number.
if #ARGV > 7 and number > tonumber(redis.call('GET', last) or 0) then
  for i = 8, #ARGV, 5 do
    local at, day, kind, visitor, former = tonumber(ARGV[i]), ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
    if former ~= '' then
      rename(online, former, visitor)
      rename(sessions, former, visitor)
    end
    local seen = redis.call('ZSCORE', sessions, visitor)
    local in_session = seen and at - tonumber(seen) <= idle
    if kind == 'v' or in_session then
      redis.call('ZADD', sessions, 'GT', at, visitor)
    end
    redis.call('ZADD', online, 'GT', at, visitor)
    if kind == 'v' and not in_session and tonumber(redis.call('GET', total) or 0) < tonumber(ARGV[7]) then
      redis.call('HINCRBY', days, day, 1)
      redis.call('INCR', total)
    end
  end
  redis.call('SET', last, number, 'EX', 86400)
end

-- A time in the future was written while the clock was ahead.
for key, span in pairs({[online] = window, [sessions] = idle}) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('(%.0f', now - span))
  redis.call('ZREMRANGEBYSCORE', key, string.format('(%.0f', now + span), '+inf')
  redis.call('ZREMRANGEBYRANK', key, 0, -capacity - 1)
end
return {redis.call('ZCARD', online), redis.call('HGET', days, ARGV[6]) or '0', redis.call('GET', total) or '0'}
