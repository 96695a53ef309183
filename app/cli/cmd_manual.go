package cli

import (
	"path/filepath"
	"strconv"
	"time"

	"github.com/adrg/xdg"

	"sendoff/app/manual"
	"sendoff/ui/words"
)

// manualCmd writes files that packages install beside the program.
type manualCmd struct {
	What  string `arg:"" enum:"man,bash,zsh,fish" help:"man, bash, zsh or fish."`
	Queue string `placeholder:"FOLDER" help:"How the man page calls the folder of the queue, if it is for another system than this one."`
}

func (m *manualCmd) Run(c *call) error {
	words.Speak(words.English) // the same bytes wherever a package is made
	dir := m.Queue
	if dir == "" {
		dir = manualDir()
	}
	parser, err := c.parser(&grammar{}, dir)
	if err != nil {
		return err
	}
	write := map[string]func() error{
		"man":  func() error { return manual.Man(c.Stdout, parser.Model, cover(c.Version, dir, c.Getenv)) },
		"bash": func() error { return manual.Bash(c.Stdout, parser.Model) },
		"zsh":  func() error { return manual.Zsh(c.Stdout, parser.Model) },
		"fish": func() error { return manual.Fish(c.Stdout, parser.Model) },
	}
	return write[m.What]()
}

// manualDir is the queue's folder as every user has it, not that of the package's maker.
func manualDir() string {
	dir, err := filepath.Rel(xdg.Home, defaultDir())
	if err != nil || !filepath.IsLocal(dir) {
		return "sendoff"
	}
	return "~/" + filepath.ToSlash(dir)
}

// cover is the text of the man page beside the commands.
func cover(version, dir string, getenv func(string) string) manual.Cover {
	return manual.Cover{
		Version: version,
		Summary: "upload files to BITS servers",
		Date:    released(getenv),
		Sections: []manual.Section{
			{Title: "EXIT STATUS", Entries: exitStatus()},
			{Title: "ENVIRONMENT", Entries: [][2]string{
				{LanguageEnv, "The language of everything that is said, en or ru, whatever the system and the settings say."},
				{"NO_COLOR", "No colours, as with --no-color."},
			}},
			{Title: "FILES", Text: "All of them are in one folder, " + dir + " unless --dir names another.", Entries: [][2]string{
				{"queue.db", "Jobs, history and settings. queue.db.bak is its last good copy."},
				{"control.sock", "Through it a second command reaches the Sendoff that works on the queue, in HTTP: see \"sendoff help control\"."},
				{"log/", "What happened, for people who look for a fault."},
				{"practice/", "What the practice server received."},
				{"spool/", "What was piped in to be uploaded, until its job has ended."},
			}},
		},
	}
}

func exitStatus() [][2]string {
	var list [][2]string
	for _, e := range exitCodes {
		list = append(list, [2]string{strconv.Itoa(e.code), e.says})
	}
	return list
}

// released is the date on the man page: the source's, if the build knows it.
func released(getenv func(string) string) time.Time {
	seconds, err := strconv.ParseInt(getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		return time.Now()
	}
	return time.Unix(seconds, 0)
}
