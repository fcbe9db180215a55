"""Towns that are named but not there yet say which data they lack."""

import pytest

from model.errors import DataError
from model.inputs.municipality import FOLDER, load_municipality, municipalities
from model.inputs.placeholders import TABLES, lacking, placeholders


def test_towns_of_the_papers_are_named() -> None:
    assert placeholders(FOLDER) == ("delft", "oosterhout", "steenbergen", "woensdrecht")
    assert not set(placeholders(FOLDER)) & set(municipalities())


@pytest.mark.parametrize("name", placeholders(FOLDER))
def test_a_placeholder_says_what_it_lacks_and_what_to_do(name: str) -> None:
    with pytest.raises(DataError) as raised:
        load_municipality(name)
    message = str(raised.value)
    assert all(file in message for file in TABLES)
    assert f"put these into model/data/municipalities/{name}," in message
    assert "delete placeholder.yaml" in message


def test_a_complete_folder_lacks_nothing() -> None:
    assert lacking(FOLDER / "bergen_op_zoom") == ()
