"""Addresses of reports, in the one form by which they are compared."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

#: Parameters that say how a reader came to the page, not which page it is.
_TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "ocid", "cmpid", "ns_campaign",
     "ns_mchannel", "ns_source", "smid", "ref_src"}
)  # fmt: skip
_PORTS = {"http": 80, "https": 443}


def canonical(url: str | None) -> str | None:
    """`url` with scheme and host in small letters, without fragment, default port and tracking parameters; None where
    it is no address of a web page. The scheme stays: that http and https are one page is not for us to say."""
    try:
        parts = urlsplit((url or "").strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return None
    place = f"[{host}]" if ":" in host else host
    if port and port != _PORTS[scheme]:
        place += f":{port}"
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(k)]
    return urlunsplit((scheme, place, parts.path or "/", urlencode(kept), ""))


def _tracks(parameter: str) -> bool:
    return parameter.startswith("utm_") or parameter in _TRACKING


def is_front_page(url: str) -> bool:
    """Whether the address is a site's own front page: it names no report, whatever a page's metadata say."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def host(url: str) -> str | None:
    """The site of an address, without `www.`."""
    try:
        name = urlsplit(url).hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None
