"""Trained weights as the shipped files: `python -m training.export OUT MODEL.pt…`.

Several trainings from the same base become one model, the mean of their weights.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from .model import NameModel, RowScaled, averaged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--like", type=Path, required=True, help="folder with the other two files")
    arguments = parser.parse_args()
    model = NameModel()
    model.load_state_dict(averaged([torch.load(path) for path in arguments.weights]))
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "ner.json"):
        shutil.copyfile(arguments.like / name, arguments.out / name)
    export(model, arguments.out / "model.int8.onnx")


def export(model: NameModel, path: Path) -> None:
    """Writes the model with eight-bit weights, a scale for every column."""
    model.eval()
    model.word = RowScaled(model.word)
    example = (
        torch.ones((2, 9), dtype=torch.int64),
        torch.ones((2, 9), dtype=torch.int64),
        torch.zeros((2, 9), dtype=torch.int64),
    )
    names = ["input_ids", "attention_mask", "case_ids"]
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "model.onnx"
        torch.onnx.export(
            model,
            example,
            str(whole),
            input_names=names,
            output_names=["logits"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in [*names, "logits"]},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
        )


if __name__ == "__main__":
    main()
