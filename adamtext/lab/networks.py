"""The paper's three networks, §6.2 to §6.4, and a transformer: pure functions of a flat tensor."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import torch
import torch.nn.functional as F


class Network(NamedTuple):
    """A network as pure functions of one flat tensor of parameters.

    Wherever a ``generator`` (torch.Generator) is passed, the noise of training is drawn from it:
    dropout masks, and the latent variables of the auto-encoder. Without one, nothing is dropped.

    Attributes
    ----------
    init : callable
        ``init(seed, dtype=torch.float32) -> theta`` of shape (num_parameters,). The same for
        every optimiser, as the paper asks.
    loss : callable
        ``loss(theta, x, y, generator=None)``: the mean cost over the rows of ``x``, penalty
        included, as a tensor of shape ().
    value_and_grad : callable
        ``value_and_grad(theta, x, y, generator=None) -> (float, tensor)``: the same cost, and its
        gradient in theta's shape.
    output : callable
        ``output(theta, x)``: scores of the classes, or reconstructed images.
    decode : callable or None
        ``decode(theta, z)``: images from latent variables, where the network has such.
    """

    init: Callable
    loss: Callable
    value_and_grad: Callable
    output: Callable
    decode: Callable | None = None


def mlp(sizes=(784, 1000, 1000, 10), dropout=0.5, l2=0.0):
    """Fully connected layers with ReLU, and dropout after each hidden one: §6.2.

    ``x`` has shape (num_rows, sizes[0]), ``y`` holds classes. The penalty is ½ l2 ‖W‖², without
    the biases. The paper does not give its dropout rate; one half was the custom.
    """
    shapes = [shape for pair in pairwise(sizes) for shape in (pair, pair[1:])]

    def output(parameters, x, generator=None):
        *hidden, (weights, biases) = zip(parameters[::2], parameters[1::2], strict=True)
        for w, b in hidden:
            x = drop(F.relu(torch.addmm(b, x, w)), dropout, generator)
        return torch.addmm(biases, x, weights)

    def cost(parameters, x, y, generator):
        penalty = sum(w.square().sum() for w in parameters[::2]) if l2 else 0.0
        return F.cross_entropy(output(parameters, x, generator), y) + 0.5 * l2 * penalty

    return network(shapes, cost, output)


def cnn(dropout=0.5, input_dropout=0.2, side=32):
    """Three stages of 5x5 convolution and 3x3 max pooling, then 1000 ReLU: c64-c64-c128-1000, §6.3.

    ``x`` has shape (num_rows, 3, side, side): whitened images. Convolutions keep the size, each
    pooling halves it. The paper does not give its dropout rates: ``input_dropout`` is that of the
    images, ``dropout`` that of the 1000.
    """
    pixels = (side // 8) ** 2
    shapes = [(64, 3, 5, 5), (64,), (64, 64, 5, 5), (64,), (128, 64, 5, 5), (128,)]
    shapes += [(128 * pixels, 1000), (1000,), (1000, 10), (10,)]

    def output(parameters, x, generator=None):
        *stages, w, b, weights, biases = parameters
        x = drop(x, input_dropout, generator).contiguous(memory_format=torch.channels_last)
        for filters, offsets in zip(stages[::2], stages[1::2], strict=True):
            x = F.max_pool2d(F.conv2d(x, filters, offsets, padding=2), 3, stride=2, padding=1)
            x = F.relu(x)  # after pooling, where it is the same and four times less work
        x = drop(F.relu(torch.addmm(b, x.flatten(1), w)), dropout, generator)
        return torch.addmm(biases, x, weights)

    def cost(parameters, x, y, generator):
        return F.cross_entropy(output(parameters, x, generator), y)

    return network(shapes, cost, output)


def vae(pixels=784, hidden=500, latent=50):
    """Variational auto-encoder with one hidden layer of softplus each way: §6.4.

    ``x`` has shape (num_rows, pixels), values in [0, 1] read as probabilities of ink; ``y`` is
    not looked at. The cost is minus the evidence lower bound, in nats per image: reconstruction
    error plus the divergence of the encoder's Gaussian from N(0, I) (Kingma & Welling, 2014).
    Without a generator the latent variables are their means.
    """
    shapes = [(pixels, hidden), (hidden,), (hidden, 2 * latent), (2 * latent,)]
    shapes += [(latent, hidden), (hidden,), (hidden, pixels), (pixels,)]

    def encode(parameters, x):
        w, b, weights, biases = parameters[:4]
        code = torch.addmm(biases, F.softplus(torch.addmm(b, x, w)), weights)
        return code.chunk(2, dim=1)  # mean, and log of the variance

    def decode(parameters, z):
        w, b, weights, biases = parameters[4:]
        return torch.addmm(biases, F.softplus(torch.addmm(b, z, w)), weights)

    def cost(parameters, x, y, generator):
        mean, log_variance = encode(parameters, x)
        z = mean
        if generator is not None:
            z = mean + torch.exp(0.5 * log_variance) * torch.randn(
                mean.shape, generator=generator, dtype=mean.dtype, device=mean.device
            )
        scores = decode(parameters, z)
        error = F.binary_cross_entropy_with_logits(scores, x, reduction="sum")
        divergence = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum()
        return (error + divergence) / len(x)

    def output(parameters, x):
        mean, _ = encode(parameters, x)
        return torch.sigmoid(decode(parameters, mean))

    def images(parameters, z):
        return torch.sigmoid(decode(parameters, z))

    return network(shapes, cost, output, images)


def transformer(words=800, context=32, width=64, heads=4, layers=2):
    """Predict each next word from those before: attention and ReLU, ``layers`` of each.

    ``x`` has shape (num_rows, length), numbers of words, length at most ``context``; ``y`` has the
    word after each. Scores have shape (num_rows, words, length). Inputs of layers are scaled to
    mean 0 and variance 1 (layer norm, without parameters); there are no biases and no dropout.
    Words and places start as N(0, 1), as is PyTorch's custom.
    """
    shapes = [(words, width), (context, width)]
    shapes += layers * [(width, 3 * width), (width, width), (width, 4 * width), (4 * width, width)]
    shapes += [(width, words)]

    def scaled(h):
        return F.layer_norm(h, (width,))

    def output(parameters, x, generator=None):
        embedding, places, *inner, scores = parameters
        split = (*x.shape, 3, heads, width // heads)
        h = F.embedding(x, embedding) + places[: x.shape[1]]
        for ask, mix, wide, narrow in zip(*(inner[i::4] for i in range(4)), strict=True):
            q, k, v = (scaled(h) @ ask).view(split).permute(2, 0, 3, 1, 4)
            seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            h = h + seen.transpose(1, 2).reshape(h.shape) @ mix
            h = h + F.relu(scaled(h) @ wide) @ narrow
        return (scaled(h) @ scores).transpose(1, 2)

    def cost(parameters, x, y, generator):
        return F.cross_entropy(output(parameters, x), y)

    plain = network(shapes, cost, output)

    def init(seed=0, dtype=torch.float32):
        theta = plain.init(seed, dtype)
        embedding, places = theta[: words * width], theta[words * width :][: context * width]
        embedding *= words**0.5
        places *= context**0.5
        return theta

    return plain._replace(init=init)


def network(shapes, cost, output, decode=None):
    """Make functions of a list of parameters into functions of one flat tensor.

    Weights start as N(0, 1 / fan_in), biases at zero.
    """
    sizes = [math.prod(shape) for shape in shapes]

    def parameters(theta):
        return [part.view(shape) for part, shape in zip(theta.split(sizes), shapes, strict=True)]

    def init(seed=0, dtype=torch.float32):
        generator = torch.Generator().manual_seed(seed)
        theta = torch.zeros(sum(sizes), dtype=dtype)
        for part in parameters(theta):
            if part.ndim > 1:
                fan_in = part.shape[0] if part.ndim == 2 else part[0].numel()
                part.normal_(0, fan_in**-0.5, generator=generator)
        return theta

    def loss(theta, x, y, generator=None):
        with torch.no_grad():
            return cost(parameters(theta), x, y, generator)

    def value_and_grad(theta, x, y, generator=None):
        leaves = [part.detach().requires_grad_() for part in parameters(theta)]
        value = cost(leaves, x, y, generator)
        gradients = torch.autograd.grad(value, leaves)
        return float(value.detach()), torch.cat([g.reshape(-1) for g in gradients])

    def of_theta(function):
        def inference(theta, x):
            with torch.no_grad():
                return function(parameters(theta), x)

        return inference

    return Network(init, loss, value_and_grad, of_theta(output), decode and of_theta(decode))


def drop(x, rate, generator):
    """Set each element to zero with probability ``rate`` and scale the rest up (dropout).

    ``x`` and the result are tensors of one shape. Without a ``generator``, nothing is dropped.
    """
    if generator is None or rate == 0:
        return x
    kept = torch.rand(x.shape, generator=generator, dtype=x.dtype, device=x.device) >= rate
    return x * kept.to(x.dtype).div_(1 - rate)
