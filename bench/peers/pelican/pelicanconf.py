"""Pelican's settings for the benchmark: only what the comparison asks for, all else off."""

SITENAME = "Bench"
SITEURL = "https://bench.example"
PATH = "content"
ARTICLE_PATHS = ["tin-tuc"]
PAGE_PATHS: list[str] = []
STATIC_PATHS = ["anh"]
OUTPUT_PATH = "public"
THEME = "theme"
THEME_STATIC_DIR = ""
TIMEZONE = "Asia/Ho_Chi_Minh"
DEFAULT_LANG = "vi"
DEFAULT_PAGINATION = 20
USE_FOLDER_AS_CATEGORY = False

ARTICLE_URL = "tin-tuc/{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "tin-tuc/{date:%Y}/{slug}/index.html"
CATEGORY_URL = "chuyen-muc/{slug}/"
CATEGORY_SAVE_AS = "chuyen-muc/{slug}/index.html"
TAG_URL = "the/{slug}/"
TAG_SAVE_AS = "the/{slug}/index.html"
AUTHOR_SAVE_AS = ""

# A slug comes from the name, its marks already taken off; this category's is shorter.
SLUG_REGEX_SUBSTITUTIONS = [
    (r"thi dua - khen thuong", "thi-dua"),
    (r"[^\w\s-]", ""),
    (r"[-\s]+", "-"),
]

DIRECT_TEMPLATES = ["index", "news", "sitemap"]
NEWS_SAVE_AS = "tin-tuc/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
PAGINATED_TEMPLATES = {"news": 20, "category": 20, "tag": 20}
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/trang/{number}/", "{base_name}/trang/{number}/index.html"),
)

FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None

# Without these Pelican would also colour code, and parse each summary as Markdown.
FORMATTED_FIELDS: list[str] = []
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.tables": {},
        "markdown.extensions.fenced_code": {},
        "markdown.extensions.md_in_html": {},
    },
    "output_format": "html5",
}

PLUGIN_PATHS = ["plugins"]
PLUGINS = ["neighbours"]
