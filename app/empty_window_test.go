package main

import (
	"os"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
)

// asEmptyWindow makes the test binary a program that shows an empty window of the toolkit's.
const asEmptyWindow = "SENDOFF_TEST_EMPTY_WINDOW"

func showEmptyWindow() {
	fyneapp.SetMetadata(fyne.AppMetadata{ID: appID + ".empty", Name: "Empty", Migrations: map[string]bool{"fyneDo": migrated}})
	w := fyneapp.NewWithID(appID + ".empty").NewWindow("Empty")
	w.Resize(fyne.NewSize(1100, 720))
	w.ShowAndRun()
	os.Exit(0)
}
