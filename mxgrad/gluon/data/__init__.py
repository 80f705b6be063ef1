"""`gluon.data`: datasets and the batches of them."""

from ...facade.importing import left_out
from . import vision
from .dataloader import DataLoader
from .dataset import ArrayDataset, Dataset, SimpleDataset
from .sampler import BatchSampler, RandomSampler, Sampler, SequentialSampler

__all__ = ["ArrayDataset", "BatchSampler", "DataLoader", "Dataset", "RandomSampler", "Sampler", "SequentialSampler",
           "SimpleDataset", "vision"]  # fmt: skip
__getattr__ = left_out(__name__, {"RecordFileDataset": "read the file with NumPy, and use ArrayDataset",
                                  "FilterSampler": "use dataset.filter(fn)"})  # fmt: skip
