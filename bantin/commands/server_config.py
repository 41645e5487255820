"""The command `server-config`: prints the configuration of a web server for a site.

Each serves a folder as described in `docs/publishing.md`: URLs end in `/`, missing pages answer with `404.html`, files
with a hash in their names are cached for a year, dot folders are refused but for `/.well-known/`, and all answers have
the security headers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

import click

from bantin.config import content_policy as security
from bantin.config import load_settings
from bantin.problems import BuildFailed
from bantin.rendering.load_layouts import load_layouts
from bantin.system.paths import OUTPUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from bantin.config import Settings

_SHORT = "max-age=300"
_LONG = "max-age=31536000, immutable"
HASHED = r"\.[0-9a-f]{10}\.[a-z0-9]+$"
"""Matches the end of a path with a hash of its content: assets and renditions."""
HSTS = "max-age=31536000"
_TEXTS = "text/css text/javascript application/javascript application/json application/xml text/plain image/svg+xml"


@click.command("server-config")
@click.argument("server", type=click.Choice(["nginx", "apache", "caddy", "iis"]))
@click.option(
    "--folder", metavar="DIR", default=None, help="Where the site lies on the server (default: public/ of the site)."
)
@click.pass_context
def server_config(ctx: click.Context, /, server: str, folder: str | None) -> None:
    """Print a ready configuration of a web server for this site."""
    root: Path = ctx.obj["root"]
    settings = load_settings(root)
    layouts = load_layouts(root, settings.site.language, theme=settings.theme)
    if layouts.problems:
        raise BuildFailed(layouts.problems)
    place = (folder or str(root / OUTPUT)).rstrip("/")
    click.echo(configuration(server, settings, place, layouts.script_sources), nl=False)


def configuration(server: str, settings: Settings, folder: str, scripts: Iterable[str] = ()) -> str:
    """Return the configuration of `server` (a key of `SERVERS`) for the site in `folder`.

    `scripts` are the hashes of inline scripts (`Layouts.script_sources`).
    """
    return SERVERS[server](settings, folder, security.headers(settings, scripts))


def _nginx(settings: Settings, folder: str, headers: Mapping[str, str]) -> str:
    base = settings.base_path
    place = f"alias {_quoted(folder + '/')};" if base else f"root {_quoted(folder)};"
    common = "\n".join(f"    add_header {name} {_quoted(value)} always;" for name, value in headers.items())
    # A location with its own add_header inherits none, so the header that differs is a variable.
    contact = (
        f"\n    location = /.well-known/security.txt {{ alias {_quoted(folder + '/.well-known/security.txt')}; }}"
        if base
        else ""
    )
    moved = f"\n    location = {base} {{ return 301 {base}/; }}" if base else ""
    return f"""\
map $uri $bantin_cache {{
    default "{_SHORT}";
    "~{HASHED}" "{_LONG}";
}}

server {{
    listen 80;
    listen [::]:80;
    # listen 443 ssl http2;
    # ssl_certificate /etc/ssl/site.pem;
    # ssl_certificate_key /etc/ssl/site.key;
    server_name {_host(settings)};
    server_tokens off;
    charset utf-8;
    charset_types text/plain text/css application/javascript text/javascript application/xml text/xml;
    gzip on;
    gzip_vary on;
    gzip_types {_TEXTS};
    index index.html;
    absolute_redirect off;
    error_page 404 {base}/404.html;

    add_header Cache-Control $bantin_cache always;
{common}
    # Once the site answers over https for good:
    # add_header Strict-Transport-Security "{HSTS}" always;
{contact}{moved}
    location ~ /\\.(?!well-known/) {{ return 404; }}
    location {base}/ {{
        {place}
    }}
}}
"""


def _apache(settings: Settings, folder: str, headers: Mapping[str, str]) -> str:
    base = settings.base_path
    common = "\n".join(f"    Header always set {name} {_quoted(value)}" for name, value in headers.items())
    aliases = f"    Alias /.well-known/security.txt {_quoted(folder + '/.well-known/security.txt')}\n" if base else ""
    place = (
        f"    DocumentRoot {_quoted(folder)}\n" if not base else f"{aliases}    Alias {base}/ {_quoted(folder + '/')}\n"
    )
    place += f"    RedirectMatch 301 ^{re.escape(base)}$ {base}/\n" if base else ""
    return f"""\
# Modules: headers, alias, dir, mime; deflate for compression.
<VirtualHost *:80>
    ServerName {_host(settings)}
{place}    RedirectMatch 404 /\\.(?!well-known/)
    DirectoryIndex index.html
    ErrorDocument 404 {base}/404.html
    AddDefaultCharset utf-8
    AddCharset utf-8 .html .css .js .xml .txt
    AddType image/webp .webp
    <Directory {_quoted(folder)}>
        Options -Indexes +SymLinksIfOwnerMatch
        AllowOverride None
        Require all granted
    </Directory>
    Header always set Cache-Control "{_SHORT}"
    <FilesMatch "{HASHED}">
        Header always set Cache-Control "{_LONG}"
    </FilesMatch>
    <IfModule mod_deflate.c>
        AddOutputFilterByType DEFLATE text/html {_TEXTS}
    </IfModule>
{common}
    # Once the site answers over https for good:
    # Header always set Strict-Transport-Security "{HSTS}"
</VirtualHost>
"""


def _caddy(settings: Settings, folder: str, headers: Mapping[str, str]) -> str:
    base = settings.base_path
    common = "\n".join(f"        {name} {_quoted(value)}" for name, value in headers.items())
    opened, closed = (
        (
            f"    redir {base} {base}/ permanent\n    route {{\n    error @hidden 404\n    handle_path {base}/* {{\n",
            "    }\n    handle {\n        error 404\n    }\n    }\n",
        )
        if base
        else ("", "")
    )
    contact = (
        f"    handle /.well-known/security.txt {{\n        root * {_quoted(folder)}\n        file_server\n    }}\n"
        if base
        else ""
    )
    address = settings.origin
    return f"""\
{address} {{
    encode zstd gzip
    @hidden {{
        path */.*
        not path /.well-known/* {base}/.well-known/*
    }}
    handle @hidden {{
        error 404
    }}
    @hashed path_regexp {HASHED}
    @fresh not path_regexp {HASHED}
    header @hashed Cache-Control "{_LONG}"
    header @fresh Cache-Control "{_SHORT}"
    header {{
{common}
        # Once the site answers over https for good:
        # Strict-Transport-Security "{HSTS}"
    }}
{contact}{opened}    root * {_quoted(folder)}
    file_server
{closed}    handle_errors {{
        header Cache-Control "{_SHORT}"
        root * {_quoted(folder)}
        rewrite * /404.html
        file_server
    }}
}}
"""


def _iis(settings: Settings, _folder: str, headers: Mapping[str, str]) -> str:
    base = settings.base_path
    common = "\n".join(
        f"        <add name={quoteattr(name)} value={quoteattr(value)} />" for name, value in headers.items()
    )
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<!-- web.config, in the folder of the site; Bantin leaves it alone. -->
<configuration>
  <location path="assets">
    <system.webServer>
      <staticContent><clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="365.00:00:00" /></staticContent>
    </system.webServer>
  </location>
  <system.webServer>
    <defaultDocument><files><clear /><add value="index.html" /></files></defaultDocument>
    <directoryBrowse enabled="false" />
    <httpErrors errorMode="Custom" existingResponse="Replace">
      <remove statusCode="404" />
      <error statusCode="404" path="{base}/404.html" responseMode="ExecuteURL" />
    </httpErrors>
    <security><requestFiltering><hiddenSegments><add segment=".bantin" /></hiddenSegments></requestFiltering></security>
    <urlCompression doStaticCompression="true" />
    <staticContent>
      <clientCache cacheControlMode="UseMaxAge" cacheControlMaxAge="00:05:00" />
      <remove fileExtension=".webp" /><mimeMap fileExtension=".webp" mimeType="image/webp" />
      <remove fileExtension=".bin" /><mimeMap fileExtension=".bin" mimeType="application/octet-stream" />
    </staticContent>
    <httpProtocol>
      <customHeaders>
        <remove name="X-Powered-By" />
{common}
        <!-- Once the site answers over https for good: <add name="Strict-Transport-Security" value="{HSTS}" /> -->
      </customHeaders>
    </httpProtocol>
  </system.webServer>
</configuration>
"""


SERVERS: dict[str, Callable[[Settings, str, Mapping[str, str]], str]] = {
    "nginx": _nginx,
    "apache": _apache,
    "caddy": _caddy,
    "iis": _iis,
}


def _host(settings: Settings) -> str:
    return urlsplit(settings.site.base_url).hostname or "_"


def _quoted(text: str) -> str:
    """Return `text` quoted for a configuration."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
