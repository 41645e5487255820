/* Returns the holes of a page: where something beside its neighbours in a row has more than `most` pixels without text, picture or
   colour. What stays in view beside a longer text (position: sticky) has none, nor has an icon or a time beside its words. */
(most) => {
  const found = [];
  const seen = (one) => { const b = one.getBoundingClientRect(); return b.width > 1 && b.height > 1; };
  const clear = (color) => color === 'rgba(0, 0, 0, 0)';
  const inks = (one, out, floor = Infinity) => {
    const look = getComputedStyle(one);
    if (look.visibility === 'hidden' || look.display === 'none') return out;
    const box = one.getBoundingClientRect();
    if (look.overflow !== 'visible') floor = Math.min(floor, box.bottom);
    if (/^(IMG|svg|INPUT|BUTTON|TABLE|PRE|IFRAME)$/.test(one.tagName) || !clear(look.backgroundColor)) { if (box.height > 1 && box.width > 1) out.push([box.top, box.bottom]); return out; }
    for (const node of one.childNodes) {
      if (node.nodeType === 1) inks(node, out, floor);
      else if (node.nodeType === 3 && node.data.trim()) {
        const range = document.createRange(); range.selectNodeContents(node);
        for (const r of range.getClientRects()) if (r.width > 1 && r.top < floor) out.push([r.top, r.bottom]);
      }
    }
    return out;
  };
  for (const box of document.querySelectorAll('main, main *, footer, footer *')) {
    const look = getComputedStyle(box);
    if (!/grid|flex/.test(look.display) || look.flexDirection === 'column') continue;
    if ([...box.children].some((child) => /^(svg|TIME)$/.test(child.tagName))) continue;
    const children = [...box.children].filter(seen).filter((c) => !/absolute|fixed|sticky/.test(getComputedStyle(c).position) );
    const rows = [];
    for (const child of children) {
      const b = child.getBoundingClientRect();
      const row = rows.find((r) => r.some((o) => { const p = o.getBoundingClientRect(); return p.top < b.bottom - 1 && b.top < p.bottom - 1; }));
      if (row) row.push(child); else rows.push([child]);
    }
    const columns = look.display.includes('grid') ? look.gridTemplateColumns.split(' ').filter((w) => parseFloat(w) > 1).length : 1;
    for (const row of rows) {
      const all = row.map((c) => inks(c, []).sort((a, b) => a[0] - b[0]));
      const top = Math.min(...all.flat().map((i) => i[0])), bottom = Math.max(...all.flat().map((i) => i[1]));
      if (row.length > 1) all.forEach((list, n) => {
        let at = top, worst = 0;
        for (const [a, b] of list) { worst = Math.max(worst, a - at); at = Math.max(at, b); }
        worst = Math.max(worst, bottom - at);
        if (worst > most) found.push([Math.round(worst), box.className || box.tagName, row[n].className || row[n].tagName]);
      });
      // A cell of the grid with nothing in it.
      const width = box.getBoundingClientRect().width, right = Math.max(...row.map((c) => c.getBoundingClientRect().right));
      const free = box.getBoundingClientRect().right - parseFloat(look.paddingRight) - right;
      if (columns > 1 && free > width / columns - 60 && bottom - top > most) found.push([Math.round(bottom - top), box.className || box.tagName, 'empty cell']);
    }
  }
  return found;
}
