"""`verify` asked wrongly: files that are none of ours, no file at all, no key."""

from click.testing import CliRunner

from riskassess.cli.verify import verify


def run(*arguments):
    return CliRunner().invoke(verify, [str(argument) for argument in arguments])


def test_other_files_and_wrong_usage(tmp_path):
    (tmp_path / "a.txt").write_text("no")
    (tmp_path / "a.json").write_text("{}")
    assert run(tmp_path / "a.txt").exit_code == 1
    assert run(tmp_path / "a.json").exit_code == 1
    assert run(tmp_path / "missing").exit_code == 2
    assert run().exit_code == 2


def test_what_is_no_key_or_no_file_is_said_so(tmp_path):
    record = tmp_path / "draw.json"
    record.write_text("{}", "utf-8")
    for key in ("00", "zz", "", "0" * 65):
        result = run(record, "--key", key)
        assert result.exit_code == 2
        assert f"“{key}”不是公钥" in result.stderr
        assert "结论" not in result.output
    for path in (tmp_path / "missing.json", tmp_path):
        result = run(record, path)
        assert result.exit_code == 2
        assert result.stderr == f"文件“{path}”不存在或无法读取，请检查文件名。\n"
        assert result.stdout == ""
