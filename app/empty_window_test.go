//go:build !nowindow

package main

import (
	"os"

	"sendoff/app/desktop"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// asEmptyWindow makes the test binary a program that shows an empty window of the toolkit's.
const asEmptyWindow = "SENDOFF_TEST_EMPTY_WINDOW"

// oneButton, as the value of asEmptyWindow, puts a button into the window: the least that has a word, a shape
// and so all the first costs of the toolkit's painting.
const oneButton = "button"

func showEmptyWindow() {
	fyneapp.SetMetadata(fyne.AppMetadata{ID: desktop.AppID + ".empty", Name: "Empty", Migrations: map[string]bool{"fyneDo": desktop.Migrated}})
	w := fyneapp.NewWithID(desktop.AppID + ".empty").NewWindow("Empty")
	if os.Getenv(asEmptyWindow) == oneButton {
		w.SetContent(container.NewCenter(widget.NewButton("Sendoff", nil)))
	}
	w.Resize(fyne.NewSize(1100, 720))
	w.ShowAndRun()
	os.Exit(0)
}
