/* Pictures of an article open large, with caption, next, back and Esc. They are links to the pictures: without this script,
   and in browsers without <dialog>, those open by themselves. Runs in browsers of 2019. */
(() => {
  'use strict';
  const links = Array.from(document.querySelectorAll('.article figure a')).filter((link) => link.querySelector('img'));
  const dialog = document.createElement('dialog');
  if (!links.length || !dialog.showModal) return;
  const words = document.currentScript.dataset;
  const make = (name, attributes, parent) => {
    const made = parent.appendChild(document.createElement(name));
    Object.keys(attributes).forEach((key) => {
      made.setAttribute(key, attributes[key]);
    });
    return made;
  };
  dialog.className = 'viewer';
  dialog.setAttribute('aria-label', words.title);
  const picture = make('img', { alt: '' }, dialog);
  const caption = make('p', { 'aria-live': 'polite' }, dialog);
  const bar = make('div', { class: 'viewer-bar' }, dialog);
  let at = 0;
  const show = (next) => {
    at = (next + links.length) % links.length;
    const [link, words] = [links[at], links[at].closest('figure').querySelector('figcaption')];
    picture.src = link.href;
    picture.alt = link.querySelector('img').alt;
    caption.textContent = words ? words.textContent : '';
    count.textContent = `${at + 1} / ${links.length}`;
  };
  const button = (text, name, act) => {
    const made = make('button', { type: 'button', 'aria-label': name, title: name }, bar);
    made.textContent = text;
    made.addEventListener('click', act);
  };
  if (links.length > 1) button('←', words.back, () => show(at - 1));
  const count = make('span', {}, bar);
  if (links.length > 1) button('→', words.next, () => show(at + 1));
  button('×', words.close, () => dialog.close());
  document.body.append(dialog);
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft') show(at - 1);
    if (event.key === 'ArrowRight') show(at + 1);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('close', () => {
    document.documentElement.style.overflow = '';
    picture.removeAttribute('src');
    links[at].focus();
  });
  links.forEach((link, number) => {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(number);
      document.documentElement.style.overflow = 'hidden';
      dialog.showModal();
    });
  });
})();
