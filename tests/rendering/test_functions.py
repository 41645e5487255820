from __future__ import annotations

import json

from bantin.rendering.functions import _script_json


def test_json_in_a_script_cannot_end_it_nor_be_read_as_a_character_reference() -> None:
    item = {"a": "</script><!--", "b": "&lt;/script&gt; &amp; R&D", "c": "“Đ” ' \" \\ \u2028"}
    text = str(_script_json(item))
    assert not set("<>&") & set(text), "also where the script is read as XML"
    assert "“Đ”" in text
    assert json.loads(text) == item
