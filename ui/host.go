package ui

import (
	"github.com/google/uuid"

	"sendoff/transfer"
)

// Host is what the window needs of the program around it.
type Host interface {
	// Do hands a command to the engine. The one value of the channel is ready when the command is
	// stored: nil, or why it could not be.
	Do(transfer.Command) <-chan error
	// Post runs f on the screen's goroutine soon. Any goroutine may call it.
	Post(f func())
	// Inspect asks for the transcript of a job: it comes through Window.ShowTranscript whenever it
	// changes, until another job is asked for. uuid.Nil asks for none.
	Inspect(uuid.UUID)
	// Choose shows the system's file chooser, or its folder chooser. done runs on the screen's
	// goroutine; no paths and no error mean that nothing was chosen.
	Choose(folder bool, done func(paths []string, err error))
	// StartPractice starts the practice server unless it runs. done runs on the screen's goroutine.
	StartPractice(done func(Server, error))
	// Save stores the settings.
	Save(Settings) error
}

// Server is a destination that is remembered.
type Server struct {
	Name     string
	URL      string // ends in "/" for a folder; "" for a practice server that has not been started
	Practice bool   // the one that runs inside this program
}

// Settings are what the window stores between two starts.
type Settings struct {
	Servers    []Server
	LastServer string // URL of the server last used, "" = none yet, or PracticeKey
	Limits     transfer.Limits
	Theme      string            // ThemeSystem, ThemeLight or ThemeDark; "" = system
	Remembered map[string]string // local folder -> URL of the server its files last went to
	// Width and Height are the size of the window, in Fyne's units; 0 = default.
	Width, Height float32
}

// PracticeKey stands for the practice server, whose URL differs from start to start.
const PracticeKey = "practice"

// The values of Settings.Theme.
const (
	ThemeSystem = "system"
	ThemeLight  = "light"
	ThemeDark   = "dark"
)
