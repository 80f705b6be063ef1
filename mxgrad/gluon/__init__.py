"""`mx.gluon`: networks of blocks, on top of `nd` and `autograd`.

net = nn.Sequential()
net.add(nn.Dense(16, activation="relu"), nn.Dense(10))
net.initialize()
trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
for X, y in data.DataLoader(dataset, batch_size=32, shuffle=True):
    with autograd.record():
        l = loss(net(X), y)
    l.backward()
    trainer.step(32)
"""

from ..facade.importing import left_out
from . import data, loss, nn, rnn, utils
from .block import Block, HybridBlock
from .parameter import Constant, DeferredInitializationError, Parameter
from .parameter_dict import ParameterDict
from .trainer import Trainer

__all__ = ["Block", "Constant", "DeferredInitializationError", "HybridBlock", "Parameter", "ParameterDict", "Trainer",
           "data", "loss", "nn", "rnn", "utils"]  # fmt: skip
__getattr__ = left_out(__name__, {"SymbolBlock": "define the network as a Block: there are no symbols",
                                  "model_zoo": "build the network from gluon.nn: nothing is downloaded",
                                  "contrib": "compose it from gluon.nn"})  # fmt: skip
