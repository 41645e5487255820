-- Adds days of one site that are not there: all of them, or none when one is there with another number.
--
-- KEYS  1 days  2 total
-- ARGV  for each day: date, visits
-- Returns the number of new days, or the date and the number of the first day that differs.
local days, total = unpack(KEYS)
local new = {}
for i = 1, #ARGV, 2 do
  local known = redis.call('HGET', days, ARGV[i])
  if not known then
    new[#new + 1] = i
  elseif known ~= ARGV[i + 1] then
    return {ARGV[i], known}
  end
end
for _, i in ipairs(new) do
  redis.call('HSET', days, ARGV[i], ARGV[i + 1])
  redis.call('INCRBY', total, ARGV[i + 1])
end
return #new
