"""Bytes to documents: files, folders, standard input and addresses. One module for each kind of source.

The modules that read HTML take half a second to import; they are imported with the first page.
"""

from testimonia.gather.files import gather

__all__ = ["gather"]
