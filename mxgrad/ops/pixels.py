"""Images (n, channels, height, width): blocks of pixels to channels and back, and enlargement."""

from __future__ import annotations

from typing import Any

from ..core.masks import of_masks
from ..core.namespace import Shape
from ..core.op import op


@op(data=lambda F, g, block_size: F.space_to_depth(g, block_size), label="depth to space {data}",
    elements="moved", adjoint="g, back in place", mask=of_masks)  # fmt: skip
def depth_to_space(F, data, *, block_size):
    """Channels spread over blocks of pixels: (n, b² c, h, w) becomes (n, c, b h, b w)."""
    n, c, h, w = data.shape
    b = block_size
    spread = F.transpose(F.reshape(data, (n, b, b, c // b**2, h, w)), (0, 3, 4, 1, 5, 2))
    return F.reshape(spread, (n, c // b**2, h * b, w * b))


@op(data=lambda F, g, block_size: F.depth_to_space(g, block_size), label="space to depth {data}",
    elements="moved", adjoint="g, back in place", mask=of_masks)  # fmt: skip
def space_to_depth(F, data, *, block_size):
    """Blocks of pixels stacked as channels: (n, c, b h, b w) becomes (n, b² c, h, w)."""
    n, c, h, w = data.shape
    b = block_size
    stacked = F.transpose(F.reshape(data, (n, c, h // b, b, w // b, b)), (0, 3, 5, 1, 2, 4))
    return F.reshape(stacked, (n, c * b**2, h // b, w // b))


def _blocks(F: Any, g: Any, shape: Shape, scale: int) -> Any:
    n, c, h, w = shape
    return F.sum(F.reshape(g, (n, c, h, scale, w, scale)), axis=(3, 5))


@op(data=lambda F, g, data_shape, scale: _blocks(F, g, data_shape, scale), label="upsample {data}", method=False,
    elements="moved", adjoint="g summed over each block", mask=of_masks)  # fmt: skip
def UpSampling(F, data, *, scale):
    """Images (n, c, h, w) enlarged to (n, c, scale h, scale w): every pixel becomes a square block."""
    return F.repeat(F.repeat(data, scale, 2), scale, 3)
