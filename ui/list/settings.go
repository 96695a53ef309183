package list

import (
	"maps"
	"slices"

	"sendoff/transfer"
)

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
	Habits     map[string]Habit  // server URL, or PracticeKey -> how files last went there
	LastRate   int64             // speed limit that held last, in bytes a second; 0 = there was none
	AskFrom    int               // uploads from whose number on a cancel asks first; 0 = 10
	AskBytes   int64             // bytes on the server from which on a cancel asks first; 0 = 1 GiB
	Quiet      Quiet             // messages of the desktop that are not wanted
	OnClose    string            // CloseAsk, CloseTray or CloseQuit
	Scale      int               // size of everything, in percent; 0 = 100
	Rows       string            // RowsRoomy or RowsCompact; "" = roomy
	Language   string            // "en", "ru"; "" = the system's
	Column     string            // that the list is sorted by; "" = the order of the queue
	Descending bool
	Folds      map[string]bool // groups that were collapsed (true) or opened, by key
	// Width and Height are the size of the window when it is not maximised, in Fyne's units; 0 = default.
	Width, Height float32
	Maximised     bool
}

// Habit is how files are sent to a server unless something else is chosen.
type Habit struct {
	Name        string `json:",omitempty"` // template of the names there, "" = DefaultTemplate
	KeepFolders bool   `json:",omitempty"` // dropped folders keep their paths; else all files go into one
	AtOnce      bool   `json:",omitempty"` // a drop starts without asking
	Reply       bool   `json:",omitempty"` // the server sends a reply, which is saved beside the file
	// AfterUnclear is what follows a part whose answer was not seen.
	AfterUnclear transfer.AfterUnclear `json:",omitempty"`
}

// PracticeKey stands for the practice server, whose URL differs from start to start.
const PracticeKey = "practice"

// Quiet says what the desktop is not told of.
type Quiet struct{ Done, NeedsYou bool }

// The values of Settings.OnClose, for when uploads run and the desktop has a tray.
const (
	CloseAsk  = ""     // not chosen yet: ask
	CloseTray = "tray" // go on in the tray
	CloseQuit = "quit" // quit
)

// The values of Settings.Rows.
const (
	RowsRoomy   = "roomy"
	RowsCompact = "compact"
)

// The values of Settings.Theme.
const (
	ThemeSystem = "system"
	ThemeLight  = "light"
	ThemeDark   = "dark"
)

// SignIn is a wish to be signed in at a server or a proxy.
type SignIn struct {
	Place   string           `json:"place"` // as transfer.SignInPlace has it
	Account transfer.Account `json:"account"`
	Keep    bool             `json:"keep,omitempty"` // in the system's keyring too
	Proxy   bool             `json:"proxy,omitempty"`
}

// SignedIn is a place that the user has signed in at.
type SignedIn struct {
	Place string `json:"place"` // as transfer.SignInPlace has it
	Proxy bool   `json:"proxy,omitempty"`
}

// The values that 0 in transfer.Limits and in Settings means.
const (
	DefaultUploads         = 3
	DefaultPerServer       = 2
	DefaultHistory         = 20_000
	DefaultAskFrom         = 10
	DefaultAskBytes  int64 = 1 << 30
	DefaultScale           = 100
)

// ServerKey is what settings call a server by: its address, which the practice server has anew at each
// start.
func ServerKey(s Server) string {
	if s.Practice {
		return PracticeKey
	}
	return s.URL
}

// CleanSettings makes a copy of its own, without the practice server, whose address is of no use in
// another run.
func CleanSettings(s Settings) Settings {
	s.Servers = slices.DeleteFunc(slices.Clone(s.Servers), func(v Server) bool { return v.Practice })
	s.Remembered, s.Habits = maps.Clone(s.Remembered), maps.Clone(s.Habits)
	if s.Remembered == nil {
		s.Remembered = map[string]string{}
	}
	if s.Habits == nil {
		s.Habits = map[string]Habit{}
	}
	if s.Theme == "" {
		s.Theme = ThemeSystem
	}
	respell(s)
	return s
}

// respell gives the servers of an earlier version the spelling that addresses have today, so that they are
// known as the same ones.
func respell(s Settings) {
	for i, v := range s.Servers {
		u, err := transfer.CheckURL(v.URL)
		if err != nil || ascii(v.URL) {
			continue
		}
		s.Servers[i].URL = u.String()
		if h, ok := s.Habits[v.URL]; ok {
			s.Habits[u.String()] = h
			delete(s.Habits, v.URL)
		}
		for folder, key := range s.Remembered {
			if key == v.URL {
				s.Remembered[folder] = u.String()
			}
		}
	}
}
