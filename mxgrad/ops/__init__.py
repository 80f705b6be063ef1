"""The operations, declared, one file a subject.

Importing this package reads no declaration: the registry has the names from `index`, and reads a file when one of its
operations is first asked for. So importing mxgrad does not wait for convolutions that a program may never use.
"""

from ..core.registry import REGISTRY
from .index import OPERATIONS

REGISTRY.modules.update({name: f"{__name__}.{file}" for file, names in OPERATIONS.items() for name in names.split()})
