"""Numbers, names of fields and pages of an answer, and what is said of a table that is gone."""

import pytest

from experiments.municipalities.asking import Source, UnreachableError, number_of
from experiments.municipalities.residents import band_of, digits
from model.errors import FetchError
from tests.unit.experiments.municipalities.cbs import PAGE, Server, server

__all__ = ["server"]


@pytest.mark.parametrize("cell", [None, ".", "", "x", -99_997, "-99997", -99_999_999])
def test_what_is_missing_is_no_number(cell: object) -> None:
    assert number_of(cell) is None


@pytest.mark.parametrize(("cell", "number"), [(5, 5.0), ("    12.5", 12.5), (0, 0.0), (-3.0, -3.0)])
def test_a_number_is_one(cell: object, number: float) -> None:
    assert number_of(cell) == number


def test_a_field_is_found_whatever_the_number_behind_it(server: Server) -> None:
    assert Source("84799NED").field("AantalInwoners") == "AantalInwoners_5"
    for one in server.part("opendata.cbs.nl/84799NED", "DataProperties"):
        one["Key"] = one["Key"].replace("AantalInwoners_5", "AantalInwoners_17")
    assert Source("84799NED").field("AantalInwoners") == "AantalInwoners_17"


def test_a_field_that_is_gone_is_named_with_those_that_there_are(server: Server) -> None:
    with pytest.raises(FetchError) as raised:
        Source("84799NED").field("AantalInwonerz")
    message = str(raised.value)
    assert "84799NED of opendata.cbs.nl has no field AantalInwonerz" in message
    assert "Did you mean 'AantalInwoners'?" in message
    assert "It has AantalInwoners, AfstandTotGroteSupermarkt," in message


def test_a_name_that_two_fields_have_is_refused(server: Server) -> None:
    rows = server.part("opendata.cbs.nl/84799NED", "DataProperties")
    rows.append({"Key": "AantalInwoners_99", "Type": "Topic"})
    with pytest.raises(FetchError, match=r"2 times: AantalInwoners_5, AantalInwoners_99"):
        Source("84799NED").field("AantalInwoners")


def test_every_page_of_an_answer_is_read_and_keys_lose_their_spaces(server: Server) -> None:
    reply = Source("83502NED").rows("Perioden eq '2021JJ00'")
    assert len(reply.rows) == 14 * 21 * 3 > PAGE
    assert {row["Postcode"] for row in reply.rows} >= {"4611", "4664"}
    assert reply.titles["Leeftijd"]["70100"] == "0 tot 5 jaar"
    assert sum("skip" in address for address in server.asked) == (14 * 21 * 3 - 1) // PAGE


def test_no_network_is_said_with_what_to_do(server: Server) -> None:
    server.reachable = False
    with pytest.raises(
        UnreachableError, match=r"cannot be reached .*is there a network\?.*--stand-in"
    ):
        _ = Source("84799NED").columns


def test_a_table_that_is_gone_is_said(server: Server) -> None:
    with pytest.raises(FetchError, match=r"table 12345NED of opendata.cbs.nl is gone \(404\)"):
        _ = Source("12345NED").columns


def test_an_answer_of_another_form_is_said(server: Server) -> None:
    server.tables["opendata.cbs.nl/84799NED"]["DataProperties"] = {"value": [{"Sleutel": "a"}]}
    with pytest.raises(FetchError, match="answered in another form"):
        _ = Source("84799NED").columns


@pytest.mark.parametrize(("key", "code"), [("4611  ", 4611), ("PC4611", 4611), ("NL00", 0)])
def test_a_postcode_is_read_from_its_key(key: str, code: int) -> None:
    assert digits(key) == code


def test_bands_of_five_years_are_known_by_their_titles() -> None:
    titles = ("0 tot 5 jaar", "90 tot 95 jaar", "95 jaar of ouder", "0 tot 15 jaar", "Totaal")
    assert [band_of(title) for title in titles] == ["0-4", "90-94", "95+", "", ""]
