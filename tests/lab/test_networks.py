"""The networks: their gradients, their noise, and every optimiser on them beside torch's."""

import math

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import torch.nn.functional as F  # noqa: E402

from adamtext import adadelta, adagrad, adam, adamax, rmsprop, sgd  # noqa: E402
from adamtext.lab.networks import cnn, drop, mlp, transformer, vae  # noqa: E402
from adamtext.lab.threads import one_torch_thread  # noqa: E402


@pytest.fixture(autouse=True)
def _one_thread():
    with one_torch_thread():
        yield


def tiny(name):
    """Return a small network in float64, a starting point, and rows to learn."""
    rng, num_rows = torch.Generator().manual_seed(1412), 4 if name == "cnn" else 12
    if name == "transformer":
        network = transformer(words=7, context=5, width=6, heads=2)
        text = torch.randint(0, 7, (num_rows, 6), generator=rng)
        return network, network.init(3, torch.float64), text[:, :-1], text[:, 1:]
    y = torch.randint(0, 10, (num_rows,), generator=rng)
    if name == "cnn":
        network, shape = cnn(side=8), (num_rows, 3, 8, 8)
    elif name == "vae":
        network, shape = vae(pixels=9, hidden=7, latent=3), (num_rows, 9)
    else:
        network, shape = mlp(sizes=(6, 8, 5, 10), l2=0.1 if name == "mlp, l2" else 0.0), (12, 6)
    x = torch.rand(shape, generator=rng, dtype=torch.float64)
    theta = network.init(3, torch.float64)
    # biases off zero, or their gradients would be tested only where they are simplest
    theta = theta + 0.1 * torch.randn(theta.shape, generator=rng, dtype=torch.float64)
    return network, theta, x, y


def noise(seed=5):
    return torch.Generator().manual_seed(seed)


NAMES = ("mlp", "mlp, l2", "cnn", "vae", "transformer")
NOISELESS = ("transformer",)


def test_number_of_parameters():
    linear = torch.nn.Linear
    conv = torch.nn.Conv2d

    def count(*layers):
        return sum(p.numel() for layer in layers for p in layer.parameters())

    expected = {
        mlp: count(linear(784, 1000), linear(1000, 1000), linear(1000, 10)),
        cnn: count(
            *(conv(3, 64, 5), conv(64, 64, 5), conv(64, 128, 5)),
            *(linear(128 * 4 * 4, 1000), linear(1000, 10)),
        ),
        vae: count(linear(784, 500), linear(500, 100), linear(50, 500), linear(500, 784)),
    }
    assert list(expected.values()) == [1_796_010, 2_371_266, 860_884]
    for network, number in expected.items():
        assert network().init().shape == (number,)


def test_the_start_is_of_variance_one_over_fan_in_and_the_seeds():
    network = mlp(sizes=(400, 100, 10))
    theta = network.init(0)
    weights, biases = theta[:40_000], theta[40_000:40_100]
    assert weights.std() == pytest.approx(400**-0.5, rel=0.02)
    assert not biases.any()
    assert torch.equal(theta, network.init(0))
    assert not torch.equal(theta, network.init(1))
    filters = cnn(side=8).init(0)[4864 : 4864 + 64 * 64 * 25]  # of the second stage
    assert filters.std() == pytest.approx((64 * 25) ** -0.5, rel=0.02)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("noisy", [False, True])
def test_gradient_is_the_slope_of_the_cost(name, noisy):
    network, theta, x, y = tiny(name)

    def loss(theta):
        return float(network.loss(theta, x, y, noise() if noisy else None))

    value, gradient = network.value_and_grad(theta, x, y, noise() if noisy else None)
    assert value == pytest.approx(loss(theta), rel=1e-13)
    assert gradient.shape == theta.shape
    assert gradient.dtype == torch.float64
    h = 1e-6
    for seed in range(5):
        direction = torch.randn(theta.shape, generator=noise(seed), dtype=torch.float64)
        slope = (loss(theta + h * direction) - loss(theta - h * direction)) / (2 * h)
        assert float(gradient @ direction) == pytest.approx(slope, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NOISELESS])
def test_noise_comes_from_the_generator_alone(name):
    network, theta, x, y = tiny(name)
    theta_before = theta.clone()
    torch.manual_seed(0)
    quiet = network.loss(theta, x, y)
    torch.manual_seed(1)
    assert torch.equal(network.loss(theta, x, y), quiet)
    noisy = network.loss(theta, x, y, noise())
    torch.manual_seed(2)
    assert torch.equal(network.loss(theta, x, y, noise()), noisy)
    assert not torch.equal(network.loss(theta, x, y, noise(6)), noisy)
    assert not torch.equal(quiet, noisy)
    assert torch.equal(theta, theta_before)


def test_dropout_keeps_the_mean():
    x = torch.ones(300, 400, dtype=torch.float64)
    dropped = drop(x, 0.2, noise())
    assert set(dropped.unique().tolist()) == {0.0, 1.25}
    assert dropped.mean() == pytest.approx(1, abs=0.01)
    assert drop(x, 0.2, None) is x
    assert drop(x, 0.0, noise()) is x


def test_relu_after_pooling_is_relu_before_it():
    x = torch.randn(4, 3, 9, 9, generator=noise(), dtype=torch.float64)
    pool = {"kernel_size": 3, "stride": 2, "padding": 1}
    before = F.max_pool2d(F.relu(x), **pool)
    assert torch.equal(F.relu(F.max_pool2d(x, **pool)), before)
    assert (before == 0).any()


def test_the_penalty_spares_the_biases():
    theta = torch.arange(1.0, 6 * 4 + 4 + 4 * 10 + 10 + 1, dtype=torch.float64)
    x, y = torch.zeros(1, 6, dtype=torch.float64), torch.tensor([9])
    plain, penalised = (mlp((6, 4, 10), l2=l2).loss(theta, x, y) for l2 in (0.0, 0.5))
    weights = torch.cat([theta[:24], theta[28:68]])
    assert float(penalised - plain) == pytest.approx(0.25 * float(weights.square().sum()))


def test_the_auto_encoder_starts_without_divergence():
    network = vae(pixels=9, hidden=7, latent=3)
    theta = torch.zeros_like(network.init(0, torch.float64))  # mean 0, log of the variance 0
    x = torch.rand(5, 9, generator=noise(), dtype=torch.float64)
    assert float(network.loss(theta, x, None)) == pytest.approx(9 * math.log(2))
    assert torch.equal(network.output(theta, x), torch.full_like(x, 0.5))
    assert torch.equal(
        network.decode(theta, torch.ones(2, 3, dtype=torch.float64)), x[:2] * 0 + 0.5
    )


def test_the_auto_encoders_divergence_is_torchs():
    network, theta, x, _ = tiny("vae")
    w, b, weights, biases = theta.split([63, 7, 42, 6, len(theta) - 118])[:4]
    code = F.softplus(x @ w.view(9, 7) + b) @ weights.view(7, 6) + biases
    mean, log_variance = code[:, :3], code[:, 3:]
    divergence = torch.distributions.kl_divergence(
        torch.distributions.Normal(mean, torch.exp(log_variance / 2)),
        torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean)),
    )
    error = F.binary_cross_entropy(network.decode(theta, mean), x, reduction="none")
    expected = error.sum(1).mean() + divergence.sum(1).mean()
    assert float(network.loss(theta, x, None)) == pytest.approx(float(expected), rel=1e-12)


def test_the_transformer_does_not_see_what_it_is_to_predict():
    network, theta, x, _ = tiny("transformer")
    scores = network.output(theta, x)
    assert scores.shape == (12, 7, 5)
    for place in range(5):
        other = x.clone()
        other[:, place] = (other[:, place] + 1) % 7
        changed = (network.output(theta, other) != scores).any(dim=1).any(dim=0)
        assert not changed[:place].any()
        assert changed[place:].all()
    torch.testing.assert_close(network.output(theta, x[:, :3]), scores[:, :, :3])


def test_the_transformer_is_one_of_torchs_own_modules():
    network, theta, x, _ = tiny("transformer")
    sizes = [42, 30, *2 * [108, 36, 144, 144], 42]
    embedding, places, *inner, out = theta.split(sizes)
    options = {"dropout": 0.0, "batch_first": True, "norm_first": True, "bias": False}
    h = F.embedding(x, embedding.view(7, 6)) + places.view(5, 6)
    mask = torch.nn.Transformer.generate_square_subsequent_mask(5, dtype=torch.float64)
    for parts in (inner[:4], inner[4:]):
        layer = torch.nn.TransformerEncoderLayer(6, 2, 24, **options).double()
        into = (
            *(layer.self_attn.in_proj_weight, layer.self_attn.out_proj.weight),
            *(layer.linear1.weight, layer.linear2.weight),
        )
        with torch.no_grad():
            for weight, part in zip(into, parts, strict=True):
                weight.copy_(part.view(weight.T.shape).T)
            h = layer(h, src_mask=mask)
    expected = F.layer_norm(h, (6,)) @ out.view(6, 7)
    torch.testing.assert_close(network.output(theta, x), expected.transpose(1, 2))


def test_words_and_places_of_the_transformer_start_at_variance_one():
    theta = transformer().init(0)
    assert theta.shape == (202_752,)
    assert theta[: 800 * 64].std() == pytest.approx(1, rel=0.02)
    assert theta[800 * 64 :][: 32 * 64].std() == pytest.approx(1, rel=0.05)
    assert theta[-64 * 800 :].std() == pytest.approx(64**-0.5, rel=0.02)


# The same hyper-parameters under torch's names. AdaMax's eps stands inside the maximum there and
# outside here, so it is one that only units without any gradient feel.
RIVALS = {
    "adam": (adam(0.01), torch.optim.Adam, {"lr": 0.01}),
    "adagrad": (adagrad(0.05), torch.optim.Adagrad, {"lr": 0.05}),
    "rmsprop": (rmsprop(0.01, 0.9), torch.optim.RMSprop, {"lr": 0.01, "alpha": 0.9}),
    "adadelta": (adadelta(1.0, 0.95), torch.optim.Adadelta, {"lr": 1.0, "rho": 0.95}),
    "nesterov": (
        sgd(0.01, momentum=0.9, nesterov=True),
        torch.optim.SGD,
        {"lr": 0.01, "momentum": 0.9, "nesterov": True},
    ),
    "adamax": (adamax(0.01, eps=1e-300), torch.optim.Adamax, {"lr": 0.01, "eps": 1e-300}),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rule", RIVALS)
def test_fifty_steps_are_torchs(name, rule):
    network, theta, x, y = tiny(name)
    ours, rival, hyper = RIVALS[rule]
    parameter = torch.nn.Parameter(theta.clone())
    theirs = rival([parameter], **hyper)
    start, state = theta, ours.init(theta)
    for t in range(50):
        _, g = network.value_and_grad(theta, x, y, noise(t))
        theta, state = ours.step(theta, g, state)
        _, parameter.grad = network.value_and_grad(parameter.detach(), x, y, noise(t))
        theirs.step()
    moved = (theta - start).abs().max()
    assert moved > 1e-3
    assert (theta - parameter.detach()).abs().max() < 1e-9 * moved


def test_a_perceptron_of_torchs_own_modules_learns_the_same():
    network, theta, x, y = tiny("mlp")
    layers = [torch.nn.Linear(6, 8), torch.nn.Linear(8, 5), torch.nn.Linear(5, 10)]
    relu = torch.nn.ReLU
    model = torch.nn.Sequential(layers[0], relu(), layers[1], relu(), layers[2]).double()
    start = theta.numpy()
    with torch.no_grad():
        for layer, (w, b) in zip(
            layers,
            [
                (slice(0, 48), slice(48, 56)),
                (slice(56, 96), slice(96, 101)),
                (slice(101, 151), slice(151, 161)),
            ],
            strict=True,
        ):
            inputs, outputs = layer.in_features, layer.out_features
            layer.weight.copy_(torch.from_numpy(start[w].reshape(inputs, outputs).T.copy()))
            layer.bias.copy_(torch.from_numpy(start[b]))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    ours = adam(0.01)
    state, costs, expected = ours.init(theta), [], []
    for _ in range(50):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
        value, g = network.value_and_grad(theta, x, y)
        theta, state = ours.step(theta, g, state)
        costs.append(value)
    assert expected[-1] < 0.8 * expected[0]
    np.testing.assert_allclose(costs, expected, rtol=1e-10)
