"""The encoder in PyTorch: BERT's layers with case classes in the place of its token types."""

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

HIDDEN, HEADS, INNER, LAYERS = 384, 12, 1536, 6
VOCABULARY, POSITIONS, CASES, LABELS = 30522, 512, 8, 7
# The base's own value.
EPSILON = 1e-12


class Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, EPSILON)
        self.up = nn.Linear(HIDDEN, INNER)
        self.down = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, EPSILON)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape
        qkv = self.qkv(x).view(rows, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], attn_mask=mask)
        mixed = self.out(mixed.transpose(1, 2).reshape(rows, length, HIDDEN))
        x = self.norm1(x + self.drop(mixed))
        inner = self.down(functional.gelu(self.up(x)))
        return self.norm2(x + self.drop(inner))


class NameModel(nn.Module):
    """`input_ids`, `attention_mask`, `case_ids` in (batch × length), `logits` out (… × labels)."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.case = nn.Embedding(CASES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, EPSILON)
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.classify = nn.Linear(HIDDEN, LABELS)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, case_ids: Tensor) -> Tensor:
        places = torch.arange(input_ids.shape[1], device=input_ids.device)
        x = self.word(input_ids) + self.position(places) + self.case(case_ids)
        x = self.drop(self.norm(x))
        mask = attention_mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, mask)
        return self.classify(self.drop(x))


class RowScaled(nn.Module):
    """A table of eight-bit rows, each with a scale of its own.

    One scale for the whole table, as the quantiser of ONNX takes, cost 0.7 F1.
    """

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        weight = table.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.rows[ids].float() * self.scale[ids]


def from_base(path: Path) -> NameModel:
    """A model that starts from the weights of the base, a safetensors file of BERT's names."""
    base = read_safetensors(path)
    model = NameModel()
    state = model.state_dict()
    state["word.weight"] = base["embeddings.word_embeddings.weight"]
    state["position.weight"] = base["embeddings.position_embeddings.weight"]
    # Every case starts from the one token type the base knows, so it starts as the base.
    types = base["embeddings.token_type_embeddings.weight"][0]
    state["case.weight"] = types.repeat(CASES, 1) + 0.02 * torch.randn(CASES, HIDDEN)
    state["norm.weight"] = base["embeddings.LayerNorm.weight"]
    state["norm.bias"] = base["embeddings.LayerNorm.bias"]
    for number in range(LAYERS):
        mine, theirs = f"layers.{number}.", f"encoder.layer.{number}."
        for end in ("weight", "bias"):
            parts = [base[f"{theirs}attention.self.{x}.{end}"] for x in ("query", "key", "value")]
            state[f"{mine}qkv.{end}"] = torch.cat(parts)
            state[f"{mine}out.{end}"] = base[f"{theirs}attention.output.dense.{end}"]
            state[f"{mine}norm1.{end}"] = base[f"{theirs}attention.output.LayerNorm.{end}"]
            state[f"{mine}up.{end}"] = base[f"{theirs}intermediate.dense.{end}"]
            state[f"{mine}down.{end}"] = base[f"{theirs}output.dense.{end}"]
            state[f"{mine}norm2.{end}"] = base[f"{theirs}output.LayerNorm.{end}"]
    model.load_state_dict(state)
    return model


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The float32 tensors of a file: a JSON header, then the numbers in one stretch."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = (8 + size + offset for offset in entry["data_offsets"])
        values = np.frombuffer(data[start:end], dtype=np.float32).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return tensors


def averaged(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several trainings from one base: as good as their vote, at the price of one."""
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]
    }
