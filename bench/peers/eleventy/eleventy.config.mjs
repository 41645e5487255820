// Eleventy's settings for the benchmark: only what the comparison asks for.

const PAGE_SIZE = 20;

/** Cut each term's articles (newest first) into pages, for a template that paginates by one. */
function pagesOfTerms(news, termsOf, folder) {
  const byTerm = new Map();
  for (const article of news) {
    for (const term of termsOf(article.data)) {
      if (!byTerm.has(term)) byTerm.set(term, []);
      byTerm.get(term).push(article);
    }
  }
  const pages = [];
  for (const [term, articles] of byTerm) {
    const total = Math.ceil(articles.length / PAGE_SIZE);
    const url = (number) => (number === 1 ? `/${folder}/${term}/` : `/${folder}/${term}/trang/${number}/`);
    for (let number = 1; number <= total; number++) {
      pages.push({
        term,
        number,
        total,
        url: url(number),
        newer: number > 1 ? url(number - 1) : null,
        older: number < total ? url(number + 1) : null,
        articles: articles.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE),
      });
    }
  }
  return pages;
}

const pad = (number) => String(number).padStart(2, "0");
/** The same instant moved to Vietnam's clock, to be read with the UTC getters. */
const local = (date) => new Date(date.getTime() + 7 * 3600 * 1000);

export default function (config) {
  let sorted = null;
  config.on("eleventy.before", () => {
    sorted = null;
  });
  /** All articles, newest first, each knowing its neighbours; made once a build. */
  const newsOf = (api) => {
    if (sorted === null) {
      sorted = api.getFilteredByGlob("content/tin-tuc/**/*.md").sort((a, b) => b.date - a.date);
      sorted.forEach((article, place) => {
        article.data.newer = sorted[place - 1];
        article.data.older = sorted[place + 1];
      });
    }
    return sorted;
  };
  config.addCollection("news", newsOf);
  config.addCollection("latest", (api) => newsOf(api).slice(0, PAGE_SIZE));
  config.addCollection("tagPages", (api) => pagesOfTerms(newsOf(api), (data) => data.topics, "the"));
  config.addCollection("categoryPages", (api) =>
    pagesOfTerms(newsOf(api), (data) => [data.category], "chuyen-muc"),
  );

  config.addFilter("day", (date) => {
    const at = local(date);
    return `${pad(at.getUTCDate())}-${pad(at.getUTCMonth() + 1)}-${at.getUTCFullYear()}`;
  });
  config.addFilter("iso", (date) => local(date).toISOString().slice(0, 19) + "+07:00");
  config.addFilter("rfc822", (date) => date.toUTCString());
  config.addFilter("escaped", (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
  );

  config.addPassthroughCopy({ static: "/" });
  config.setQuietMode(true);
  config.amendLibrary("md", (library) => library.set({ linkify: true })); // bare addresses, as on GitHub

  return {
    dir: { input: "content", output: "public" },
    markdownTemplateEngine: false, // the articles hold no template code: parse them as Markdown alone
    templateFormats: ["md", "njk"],
  };
}
