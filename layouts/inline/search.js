/* On the search page, when its address asks for something: the first file of the index begins to load before the scripts are there,
   which is a way to the server and back less until the results. assets/search.js takes it. */
if (document.documentElement.hasAttribute('data-asked')) {
  window.bantinIndex = fetch('chi-muc/index.bin', { cache: 'no-cache' });
  window.bantinIndex.catch(function () {}); // whoever waits for it says so
}
