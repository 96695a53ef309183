// Package kit holds the window's own controls: what Fyne lacks, or offers without keyboard support. They take a
// canvas, texts and callbacks. They know no upload, no server and no window, and have no texts of their own.
//
// # Parts
//
//   - theme.go: all colours, and the sizes that controls share. icon.go: drawings in a colour of the theme.
//   - layout.go: Place and Show, and the layouts. area.go: colours behind things, and hairlines. scroll.go:
//     scrolling to the focused object.
//   - fitted_text.go: text shortened or wrapped to its room. text_line.go: one such line. captions.go:
//     titles and captions, with what is below them.
//   - button.go, small_button.go: buttons, of sheets and tool bars, and of rows and bars. click_guard.go: the
//     second half of a double click on one.
//   - button_lines.go: the buttons of a sheet in as many lines as they need.
//   - field.go, pasted_line.go: entries of one line. inputs.go: drop-downs and check boxes.
//   - segmented_control.go: a row of labels, one of them chosen. choice_list.go: a column of lines, of which
//     one is chosen. ring_list.go: a list whose focused row shows a ring.
//   - action.go: what a small button shows and does. fact.go: a caption with its value.
//   - tab_stop.go: a small button that Tab reaches.
//   - grip.go: an edge that is dragged.
//   - popup.go, popup_panel.go: menus. menu_keys.go: the keys that open them.
//   - sheet.go: dialogs inside the window, one open at a time. question.go: those that ask something. remarks.go: what
//     a dialog says, at a place that is kept free for it.
//   - graph.go: a speed over time. spoken.go: what a screen reader reads of each control.
//
// # The keyboard
//
// Every control that Tab reaches shows a ring while it has the keyboard focus, and passes Escape to the callback
// it was made with.
//
// The whole package runs on the screen's goroutine.
package kit
