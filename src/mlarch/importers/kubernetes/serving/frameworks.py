"""List the technologies of model frameworks and prepackaged servers."""

from __future__ import annotations

__all__ = ["FRAMEWORKS"]

# Keys and model formats of KServe in lower case, implementations of Seldon in upper case.
FRAMEWORKS = {
    "sklearn": "scikit-learn", "xgboost": "xgboost", "lightgbm": "endpoint",
    "tensorflow": "tensorflow-serving",
    "pytorch": "torchserve", "onnx": "onnx-runtime", "triton": "triton", "huggingface": "hugging-face",
    "pmml": "endpoint", "paddle": "endpoint", "mlflow": "mlflow", "vllm": "vllm",
    "SKLEARN_SERVER": "scikit-learn", "XGBOOST_SERVER": "xgboost", "TENSORFLOW_SERVER": "tensorflow-serving",
    "MLFLOW_SERVER": "mlflow", "TRITON_SERVER": "triton", "HUGGINGFACE_SERVER": "hugging-face",
}  # fmt: skip
