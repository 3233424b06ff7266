"""Makes the files of Keras beside this script, and what their models answer. Keras has no Debian package: the files are
written as Keras' sources document them (keras/src/saving/saving_lib.py, keras/src/legacy/saving/legacy_h5_format.py), and
the answers come from the equations of its layers in double precision, written down here.

    apt-get install python3-h5py && /usr/bin/python3 make_keras.py
"""
import io
import json
import os
import zipfile

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(1)


def numbers(*shape):
    return np.round(random.uniform(-1, 1, shape), 3).astype(np.float32)


def positive(*shape):
    return np.abs(numbers(*shape)) + np.float32(0.5)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def hard_sigmoid2(a):                         # of Keras 2
    return np.clip(0.2 * a + 0.5, 0, 1)


def d(a):
    return a.astype(np.float64)


def dense(x, w):
    return x @ d(w[0]) + d(w[1])


def lstm(x, w, gate=sigmoid, reverse=False):
    kernel, recurrent, bias = map(d, w)
    units = recurrent.shape[0]
    h = np.zeros(units)
    c = np.zeros(units)
    out = np.zeros((len(x), units))
    for t in (range(len(x) - 1, -1, -1) if reverse else range(len(x))):
        i, f, g, o = np.split(x[t] @ kernel + h @ recurrent + bias, 4)
        c = gate(f) * c + gate(i) * np.tanh(g)
        h = gate(o) * np.tanh(c)
        out[t] = h
    return out


def gru(x, w, reset_after, gate=sigmoid, reverse=False):
    kernel, recurrent, bias = map(d, w)
    units = recurrent.shape[0]
    into, back = bias if reset_after else (bias, np.zeros(3 * units))
    h = np.zeros(units)
    out = np.zeros((len(x), units))
    for t in (range(len(x) - 1, -1, -1) if reverse else range(len(x))):
        xz, xr, xh = np.split(x[t] @ kernel + into, 3)
        uz, ur, uh = np.split(recurrent, 3, axis=1)
        bz, br, bh = np.split(back, 3)
        z, r = gate(xz + h @ uz + bz), gate(xr + h @ ur + br)
        n = np.tanh(xh + (r * (h @ uh + bh) if reset_after else (r * h) @ uh))
        h = z * h + (1 - z) * n
        out[t] = h
    return out


def rnn(x, w):
    kernel, recurrent, bias = map(d, w)
    h = np.zeros(recurrent.shape[0])
    out = []
    for row in x:
        h = np.tanh(row @ kernel + h @ recurrent + bias)
        out.append(h)
    return np.array(out)


def conv(x, w, dilation):
    kernel, bias = map(d, w)
    past = (len(kernel) - 1) * dilation
    padded = np.concatenate([np.zeros((past, x.shape[1])), x])
    return np.array([sum(padded[t + k * dilation] @ kernel[k] for k in range(len(kernel))) + bias for t in range(len(x))])


def batch_norm(x, w, epsilon):
    gamma, beta, mean, variance = map(d, w)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def layer_norm(x, w, epsilon):
    gamma, beta = map(d, w)
    return gamma * (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + epsilon) + beta


def softmax(a):
    e = np.exp(a - a.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def save(name, x, y):
    x.astype("<i4" if x.dtype.kind == "i" else "<f4").tofile(f"{HERE}/{name}.x.{'i32' if x.dtype.kind == 'i' else 'f32'}")
    y.astype("<f8").tofile(f"{HERE}/{name}.y.f64")


def layer(type, name, inbound, **config):
    return {"module": "keras.layers", "class_name": type, "config": {"name": name, **config}, "registered_name": None, "name": name, "inbound_nodes": inbound}


def tensor(name):
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, None, 1], "dtype": "float32", "keras_history": [name, 0, 0]}}


def reads(*names):
    tensors = [tensor(name) for name in names]
    return [{"args": [tensors if len(tensors) > 1 else tensors[0]], "kwargs": {}}]


def keras3(name, config, groups):
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        for path, weights in groups.items():
            variables = file.create_group(path).create_group("vars")
            for i, weight in enumerate(weights):
                variables[f"{i}"] = weight
    with zipfile.ZipFile(f"{HERE}/{name}.keras", "w") as archive:
        for path, data in [("metadata.json", json.dumps({"keras_version": "3.5.0", "date_saved": "2024-09-01@12:00:00"})), ("config.json", json.dumps(config)), ("model.weights.h5", memory.getvalue())]:
            archive.writestr(zipfile.ZipInfo(path), data)


def keras2(path, model_config, layers):
    with h5py.File(f"{HERE}/{path}", "w") as file:
        root = file
        if model_config is not None:
            file.attrs["keras_version"] = "2.4.0"
            file.attrs["backend"] = "tensorflow"
            file.attrs["model_config"] = json.dumps(model_config).encode()
            root = file.create_group("model_weights")
        root.attrs["layer_names"] = [name.encode() for name, _ in layers]
        for name, weights in layers:
            group = root.create_group(name)
            group.attrs["weight_names"] = [f"{name}/{weight}:0".encode() for weight, _ in weights] if weights else np.zeros(0)
            for weight, value in weights:
                group.create_dataset(f"{name}/{weight}:0", data=value)


def functional():
    """Keras 3: a graph, two recurrent layers side by side, norms, a convolution; two outputs."""
    front, wl, wg = [numbers(2, 2, 3), numbers(3)], [numbers(3, 8), numbers(2, 8), numbers(8)], [numbers(3, 9), numbers(3, 9), numbers(2, 9)]
    bn, ln, td, skip, out, vad = [positive(3), numbers(3), numbers(3), positive(3)], [positive(5), numbers(5)], [numbers(5, 2), numbers(2)], [numbers(2, 2), numbers(2)], [numbers(2, 1), numbers(1)], [numbers(3, 1), numbers(1)]
    x = numbers(12, 2)
    c = batch_norm(np.maximum(conv(d(x), front, 2), 0), bn, 0.002)
    a, b = lstm(c, wl), gru(c, wg, True)
    joined = layer_norm(np.concatenate([a, b], 1), ln, 0.001)
    mixed = np.tanh(dense(joined, td)) + dense(d(x), skip)
    save("functional", x, np.concatenate([dense(mixed, out), sigmoid(dense(b, vad))], 1))
    layers = [
        layer("InputLayer", "sound", [], batch_shape=[None, None, 2], dtype="float32"),
        layer("Conv1D", "front", reads("sound"), filters=3, kernel_size=[2], strides=[1], padding="causal", data_format="channels_last", dilation_rate=[2], groups=1, activation="relu", use_bias=True),
        layer("BatchNormalization", "bn", reads("front"), axis=-1, momentum=0.99, epsilon=0.002, center=True, scale=True),
        layer("GRU", "second", reads("bn"), units=3, activation="tanh", recurrent_activation="sigmoid", use_bias=True, reset_after=True, return_sequences=True, go_backwards=False, stateful=False),
        layer("LSTM", "first", reads("bn"), units=2, activation="tanh", recurrent_activation="sigmoid", use_bias=True, return_sequences=True, go_backwards=False),
        layer("Concatenate", "joined", reads("first", "second"), axis=-1),
        layer("LayerNormalization", "ln", reads("joined"), axis=-1, epsilon=0.001, center=True, scale=True),
        layer("Dropout", "dropout", reads("ln"), rate=0.1),
        layer("TimeDistributed", "mix", reads("dropout"), layer={"class_name": "Dense", "config": {"name": "inner", "units": 2, "activation": "tanh", "use_bias": True}}),
        layer("Dense", "skip", reads("sound"), units=2, activation="linear", use_bias=True),
        layer("Add", "sum", reads("mix", "skip")),
        layer("Dense", "gain", reads("sum"), units=1, activation="linear", use_bias=True),
        layer("Dense", "voice", reads("second"), units=1, activation="sigmoid", use_bias=True),
    ]
    config = {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "functional", "trainable": True, "layers": layers, "input_layers": [["sound", 0, 0]], "output_layers": [["gain", 0, 0], ["voice", 0, 0]]}}
    keras3("functional", config, {
        "layers/input_layer": [], "layers/conv1d": front, "layers/batch_normalization": bn, "layers/gru": [], "layers/gru/cell": wg, "layers/lstm": [], "layers/lstm/cell": wl, "layers/concatenate": [],
        "layers/layer_normalization": ln, "layers/dropout/seed_generator": [np.array([1, 2], np.uint32)], "layers/time_distributed/layer": td, "layers/dense": skip, "layers/add": [], "layers/dense_1": out, "layers/dense_2": vad, "optimizer": [numbers(1)]})


def sequential():
    """Keras 2 with defaults of before TensorFlow 2: hard sigmoids, a GRU that resets before; both directions; one answer a sequence."""
    embedding, forward, backward, last, head = numbers(5, 3), [numbers(3, 6), numbers(2, 6), numbers(6)], [numbers(3, 6), numbers(2, 6), numbers(6)], [numbers(4, 12), numbers(3, 12), numbers(12)], [numbers(3, 4), numbers(4)]
    tokens = random.integers(0, 5, 9)
    e = d(embedding)[tokens]
    both = np.concatenate([gru(e, forward, False, hard_sigmoid2), gru(e, backward, False, hard_sigmoid2, reverse=True)], 1)
    save("sequential", tokens, softmax(dense(lstm(both, last, hard_sigmoid2)[-1], head)))
    cell = {"units": 2, "activation": "tanh", "recurrent_activation": "hard_sigmoid", "use_bias": True, "return_sequences": True, "reset_after": False}
    config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": [
        {"class_name": "Embedding", "config": {"name": "emb", "batch_input_shape": [None, None], "input_dim": 5, "output_dim": 3, "mask_zero": False}},
        {"class_name": "Bidirectional", "config": {"name": "both", "merge_mode": "concat", "layer": {"class_name": "GRU", "config": {"name": "gru", **cell}}}},
        {"class_name": "Dropout", "config": {"name": "drop", "rate": 0.5}},
        {"class_name": "LSTM", "config": {"name": "last", "units": 3, "activation": "tanh", "recurrent_activation": "hard_sigmoid", "use_bias": True, "return_sequences": False, "unit_forget_bias": True}},
        {"class_name": "Dense", "config": {"name": "head", "units": 4, "activation": "softmax", "use_bias": True}}]}}
    names = ["kernel", "recurrent_kernel", "bias"]
    keras2("sequential.h5", config, [
        ("emb", [("embeddings", embedding)]), ("both", [(f"forward_gru/gru_cell/{n}", w) for n, w in zip(names, forward)] + [(f"backward_gru/gru_cell/{n}", w) for n, w in zip(names, backward)]),
        ("drop", []), ("last", [(f"lstm_cell/{n}", w) for n, w in zip(names, last)]), ("head", [("kernel", head[0]), ("bias", head[1])])])


def weights_only():
    """The same two layers, a simple RNN and a dense one, as Keras 2 and Keras 3 write weights."""
    cell, head = [numbers(1, 4), numbers(4, 4), numbers(4)], [numbers(4, 2), numbers(2)]
    x = numbers(15, 1)
    save("weights", x, dense(rnn(d(x), cell), head))
    keras2("weights.h5", None, [("rnn", list(zip(["simple_rnn_cell/kernel", "simple_rnn_cell/recurrent_kernel", "simple_rnn_cell/bias"], cell))), ("head", [("kernel", head[0]), ("bias", head[1])])])
    with h5py.File(f"{HERE}/weights3.weights.h5", "w", libver="latest") as file:
        for path, weights in {"layers/simple_rnn": [], "layers/simple_rnn/cell": cell, "layers/dense": [head[0].astype(np.float64), head[1]]}.items():
            variables = file.require_group(path).create_group("vars")
            for i, weight in enumerate(weights):
                variables[f"{i}"] = weight


def last():
    """Keras 3: both directions, and the last state of each; nothing that a plain declaration does not say."""
    forward, backward, head = [numbers(2, 8), numbers(2, 8), numbers(8)], [numbers(2, 8), numbers(2, 8), numbers(8)], [numbers(4, 2), numbers(2)]
    x = numbers(7, 2)
    save("last", x, softmax(dense(np.concatenate([lstm(d(x), forward)[-1], lstm(d(x), backward, reverse=True)[0]]), head)))
    cell = {"units": 2, "activation": "tanh", "recurrent_activation": "sigmoid", "use_bias": True, "return_sequences": False}
    layers = [
        {"class_name": "InputLayer", "config": {"name": "input", "batch_shape": [None, None, 2]}},
        {"class_name": "Bidirectional", "config": {"name": "both", "merge_mode": "concat", "layer": {"class_name": "LSTM", "config": {"name": "forward_lstm", **cell, "go_backwards": False}}, "backward_layer": {"class_name": "LSTM", "config": {"name": "backward_lstm", **cell, "go_backwards": True}}}},
        {"class_name": "Dense", "config": {"name": "head", "units": 2, "activation": "softmax", "use_bias": True}}]
    keras3("last", {"class_name": "Sequential", "config": {"name": "last", "layers": layers}}, {"layers/bidirectional": [], "layers/bidirectional/forward_layer/cell": forward, "layers/bidirectional/backward_layer/cell": backward, "layers/dense": head})


def nested():
    """Keras 3: two inputs, and a sequential model within a functional one."""
    cell, front, head = [numbers(2, 3), numbers(3, 3), numbers(3)], [numbers(2, 2), numbers(2)], [numbers(4, 1), numbers(1)]
    x = numbers(8, 3)
    save("nested", x, dense(np.concatenate([rnn(np.maximum(dense(d(x[:, 1:]), front), 0), cell), 2 * d(x[:, :1]) - 1], 1), head))
    inner = layer("Sequential", "body", reads("sound"), layers=[
        {"class_name": "InputLayer", "config": {"name": "inside", "batch_shape": [None, None, 2]}},
        {"class_name": "Dense", "config": {"name": "front", "units": 2, "activation": "relu", "use_bias": True}},
        {"class_name": "SimpleRNN", "config": {"name": "rnn", "units": 3, "activation": "tanh", "use_bias": True, "return_sequences": True}}])
    layers = [
        layer("Dense", "head", reads("joined"), units=1, activation="linear", use_bias=True),     # before what it reads
        layer("InputLayer", "knob", [], batch_shape=[None, None, 1]), layer("InputLayer", "sound", [], batch_shape=[None, None, 2]),
        layer("Rescaling", "scaled", reads("knob"), scale=2.0, offset=-1.0), inner, layer("Concatenate", "joined", reads("body", "scaled"), axis=-1)]
    config = {"class_name": "Functional", "config": {"name": "nested", "layers": layers, "input_layers": [["knob", 0, 0], ["sound", 0, 0]], "output_layers": ["head", 0, 0]}}
    keras3("nested", config, {"layers/dense": head, "layers/sequential/layers/dense": front, "layers/sequential/layers/simple_rnn": [], "layers/sequential/layers/simple_rnn/cell": cell})


functional()
sequential()
last()
nested()
weights_only()
