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

// asEmptyWindow makes the test binary show an empty toolkit window.
const asEmptyWindow = "SENDOFF_TEST_EMPTY_WINDOW"

// oneButton, as the value of asEmptyWindow, adds a button: the least content with text and shapes, and so with all
// first-time costs of painting.
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
