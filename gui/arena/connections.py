"""Which signal of the arena goes to whom."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.arena.panel import ArenaPanel


def connect(panel: "ArenaPanel") -> None:
    """The controls, the editor, the saver."""
    editor, controls = panel.editor, panel.controls
    panel.display.arranged.connect(panel.arrange)
    editor.refused.connect(controls.refuse)
    editor.misread.connect(controls.show_error)
    editor.function_wanted.connect(controls.ask_for_function)
    controls.surface_chosen.connect(panel.set_surface)
    controls.function_typed.connect(editor.set_function)
    controls.undo_wanted.connect(editor.undo)
    controls.redo_wanted.connect(editor.redo)
    controls.reset_wanted.connect(editor.reset)
    controls.stage_wanted.connect(panel.open_on_stage)
    controls.fit_wanted.connect(panel.fit_view)
    controls.export_wanted.connect(panel.saver.ask)
    controls.saving.follow(panel.saver)
    _connect_pages(panel)


def _connect_pages(panel: "ArenaPanel") -> None:
    editor, pages = panel.editor, panel.pages
    racers, setup = pages.racers, pages.setup
    racers.legend.toggled.connect(editor.show_racer)
    racers.form.racer_changed.connect(editor.set_racer)
    racers.form.settled.connect(panel.settle)
    racers.focused.connect(editor.set_focus)
    racers.added.connect(editor.add_racer)
    racers.copied.connect(editor.copy_racer)
    racers.removed.connect(editor.remove_racer)
    pages.step.focused.connect(editor.set_focus)
    pages.step.zoom.clicked.connect(panel.zoom_to_step)
    setup.steps_chosen.connect(editor.set_steps)
    setup.seed_chosen.connect(editor.set_seed)
    setup.start_moved.connect(editor.move_start)
    setup.start_added.connect(panel.add_start)
    setup.start_removed.connect(editor.remove_start)
    setup.style_chosen.connect(panel.set_style)
    setup.basins_wanted.connect(panel.show_basins)
    pages.turned.connect(panel.arrange)
    pages.lessons.chosen.connect(panel.open_lesson)
