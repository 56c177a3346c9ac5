from pathlib import Path
from typing import Any
import yaml
def load_plain(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
