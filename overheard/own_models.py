"""Looks at the sentiment models the user points at before work begins: a wrong folder is found at once, not after a night."""

from __future__ import annotations

from data.errors import ConfigError
from data.workspace import Workspace


def check_own_models(workspace: Workspace) -> None:
    """Raises ConfigError naming the key of overheard.toml and what is wrong with its folder. Loads no model."""
    if workspace.sentiment == "lexicon" or not workspace.sentiment_folders:
        return
    from analysis.sentiment.models.transformer import TransformerError, check  # loads all models of sentiment

    for language, folder in workspace.sentiment_folders.items():
        try:
            check(folder)
        except TransformerError as error:
            key = f"workspace.sentiment_model{'.' if language else ''}{language}"
            raise ConfigError(f"{workspace.config_path}: {key}: {error}.") from None
