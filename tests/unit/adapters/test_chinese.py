"""Words of Chinese texts."""

import subprocess
import sys

from riskassess.adapters.chinese import cut_words


def test_text_is_cut_into_words_in_one_width_and_case():
    assert cut_words("房屋征收与ＰＸ项目") == ["房屋", "征收", "px", "项目"]


def test_numbers_marks_and_single_signs_are_left_out():
    assert cut_words("，。12 3.5 的 了 ") == []
    assert cut_words("") == []


def test_dictionary_is_read_at_the_first_cut_only():
    asked = "import sys, riskassess.adapters.chinese; print('rjieba' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert answer.stdout == "False\n"
