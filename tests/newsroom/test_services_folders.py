"""Folders that somebody else made, that cannot be written, that are not folders."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.services.errors import ServiceError
from newsroom.services.folders import (
    cluster_folder,
    make_data_folder,
    make_socket_folder,
    own_account,
    remove_socket_folders,
    socket_folder,
)
from tests.newsroom.launching import fresh_data_folder, script

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root's own case")
as_normal_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")


@pytest.fixture
def data() -> Iterator[Path]:
    with fresh_data_folder() as folder:
        yield folder


def test_data_folder_is_made_private_with_its_parents(data: Path) -> None:
    deep = data / "a" / "b"
    make_data_folder(deep)
    assert deep.stat().st_mode & 0o777 == (0o711 if os.geteuid() == 0 else 0o700)
    assert {path.name for path in deep.iterdir()} == {"run", "logs"}


def test_data_folder_that_was_there_keeps_its_mode(data: Path) -> None:
    data.mkdir()
    data.chmod(0o750)
    make_data_folder(data)
    assert data.stat().st_mode & 0o777 == 0o750


def test_file_in_place_of_the_data_folder_is_told(data: Path) -> None:
    data.write_text("notes")
    with pytest.raises(ServiceError, match="there is a file in its place"):
        make_data_folder(data)
    with pytest.raises(ServiceError, match="there is a file in its place"):
        make_data_folder(data / "below")


@as_normal_user
def test_data_folder_that_cannot_be_written_is_told(data: Path) -> None:
    data.mkdir()
    data.chmod(0o500)
    with pytest.raises(ServiceError, match="cannot be used: Permission denied"):
        make_data_folder(data)


def test_socket_folder_is_private_and_found_again(data: Path) -> None:
    folder = make_socket_folder(data, own_account())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert make_socket_folder(data, own_account()) == folder
    remove_socket_folders(data)
    assert not folder.exists()


def test_link_in_place_of_the_socket_folder_is_refused(data: Path) -> None:
    target = data.parent / "somewhere"
    target.mkdir(mode=0o700)
    socket_folder(data, os.geteuid()).symlink_to(target)
    with pytest.raises(ServiceError, match="not a private folder"):
        make_socket_folder(data, own_account())
    socket_folder(data, os.geteuid()).unlink()


def test_socket_folder_that_others_may_enter_is_refused(data: Path) -> None:
    folder = socket_folder(data, os.geteuid())
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(ServiceError, match="not a private folder"):
        make_socket_folder(data, own_account())


@as_root
def test_socket_folder_of_another_user_is_refused(data: Path) -> None:
    folder = make_socket_folder(data, own_account())
    os.chown(folder, 12345, 12345)
    with pytest.raises(ServiceError, match="not a private folder"):
        make_socket_folder(data, own_account())


def test_cluster_lies_in_the_data_folder_where_it_can(data: Path) -> None:
    make_data_folder(data)
    assert cluster_folder(data, own_account()) == data / "postgresql"


def test_servers_refuse_a_data_folder_that_is_a_file(data: Path) -> None:
    data.write_text("notes")
    with script("with running(data_folder()): pass", data=data) as process:
        assert process.code() == 1
        assert "there is a file in its place" in process.complained()
