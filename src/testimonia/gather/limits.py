"""How much is taken in at once, so that no single input can fill the memory or hold up the rest."""

from __future__ import annotations

#: Code points of one document's text. The longest news reports have some 100,000; what is longer is an archive or a
#: data file that wants to be cut into reports.
MAX_TEXT = 5_000_000
#: Bytes of a file that holds one text: MAX_TEXT in the widest encoding (UTF-32).
MAX_TEXT_BYTES = 4 * MAX_TEXT
#: Bytes of one page of HTML: its tree takes up to thirty times as much memory.
MAX_PAGE_BYTES = 10_000_000
#: Elements of a page that is given to the extractor, which takes some 0.1 ms and 2 kB for each; news pages have 500 to
#: 10,000. A larger page gives the text of its blocks.
MAX_ELEMENTS = 40_000
#: Bytes of one JSONL line: MAX_TEXT with every code point written as a `\uXXXX` escape, and room for the metadata.
MAX_LINE_BYTES = 6 * MAX_TEXT + 1_000_000
#: Bytes of a sidecar (an annotated report's has some 100,000).
MAX_SIDECAR_BYTES = 20_000_000
#: Bytes that are looked at to tell what an input is.
HEAD_BYTES = 65_536
#: Bytes of one file that is parsed as a whole because it has no other reading: PDF, DOCX, a saved page with its
#: pictures (MHTML), one message with its attachments. Reports of the United Nations with photographs have some 30 MB.
MAX_FILE_BYTES = 100_000_000
#: Pages of a PDF; what is longer is an archive of reports.
MAX_PDF_PAGES = 5_000
#: Bytes of one part of XML in an office document, unpacked.
MAX_XML_BYTES = 50_000_000
#: Bytes of a feed. Feeds carry 10 to 100 entries; the fullest have some 2 MB.
MAX_FEED_BYTES = 20_000_000
#: Bytes of an archive that comes through a pipe, or lies in another archive, and must be kept aside to be read.
MAX_ASIDE_BYTES = 2_000_000_000
#: Archives within archives that are opened.
MAX_DEPTH = 3
#: Entries of one zip file: its list of contents is taken into memory.
MAX_ENTRIES = 500_000
#: How often its own size a packed file may unpack to. Text packs to a tenth, the most repetitive tables to a hundredth;
#: a bomb begins at a thousandth.
MAX_RATIO = 200
#: Bytes that may be unpacked whatever the ratio.
FREE_BYTES = 50_000_000
#: Bytes of one answer of a server, packed or unpacked: feeds, pages and reports; larger things are archives.
MAX_FETCHED_BYTES = 50_000_000
#: Seconds that one request may take from the first look-up to the last byte, redirects included.
MAX_FETCH_SECONDS = 60.0
#: Redirects that are followed (RFC 9309 asks for five at robots.txt, browsers stop at twenty).
MAX_REDIRECTS = 5
#: Bytes of a robots.txt that are looked at (RFC 9309, 2.5 asks for 500 KiB).
MAX_ROBOTS_BYTES = 512_000
#: Addresses that one sitemap or feed may give; the sitemap protocol allows as many.
MAX_LINKS = 50_000
#: Sitemaps that an index of sitemaps may name.
MAX_SITEMAPS = 1_000
#: Bytes of memory of the process that parses hostile formats: the largest files that are taken need a tenth of it.
MAX_PARSER_BYTES = 3_000_000_000
#: Seconds that it may take for one document. Five thousand pages of PDF take ten.
MAX_PARSE_SECONDS = 60.0

#: The cure for a text that is too long, in one wording everywhere.
CUT = f"cut it into one file or JSONL line for each report; a text may have {MAX_TEXT:,} characters"
