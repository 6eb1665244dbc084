"""The tour is played on a start like those of the launch tests."""

from tests.launch.conftest import background, folder, long_folder

__all__ = ["background", "folder", "long_folder"]
