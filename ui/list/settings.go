package list

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/cards"
)

// Server is a remembered destination.
type Server struct {
	Name     string
	URL      string // ends in "/" for a folder; "" for a practice server never started
	Practice bool   // the one inside this program
	Policy   bool   // handed out by the administrator: it cannot be changed
}

// Settings are what the window stores between runs.
type Settings struct {
	// Cards are the servers' cards. They are stored by the engine; Servers, and Habits but that of the practice server,
	// are what cards say. See UseCards.
	Cards      cards.Book `json:"-"`
	Servers    []Server   `json:"-"`
	LastServer string     // URL of the last used server, or PracticeKey; "" = none yet
	Limits     transfer.Limits
	Theme      string            // ThemeSystem, ThemeLight or ThemeDark; "" = system
	Remembered map[string]string // local folder -> URL of the last server for its files
	Habits     map[string]Habit  // server URL or PracticeKey -> how files last went there
	LastRate   int64             // last speed limit, in bytes a second; 0 = none
	AskFrom    int               // number of uploads from which a cancel asks first; 0 = 10
	AskTime    time.Duration     // a cancel asks first where more confirmed sending than this would be lost; 0 = 5 minutes
	Quiet      Quiet             // notifications switched off
	OnClose    string            // CloseAsk, CloseTray or CloseQuit
	Scale      int               // scale, in percent; 0 = 100
	Rows       string            // RowsRoomy or RowsCompact; "" = roomy
	Language   string            // "en", "ru"; "" = the system's
	Column     string            // sort column; "" = the order of the queue
	Descending bool
	Folds      map[string]bool // groups that were collapsed (true) or opened, by key
	// Columns are the columns of rows of one line that the user changed, by ColumnKeys.
	Columns map[string]ColumnLook
	Pane    float32 // width of the details beside the list, in Fyne's units; 0 = by the window's
	// Width and Height are the size of the window when not maximised, in Fyne's units; 0 = default.
	Width, Height float32
	Maximised     bool
}

// Habit is how files are sent to a server by default.
type Habit struct {
	Name        string `json:",omitempty"` // template of names there, "" = cards.DefaultTemplate
	KeepFolders bool   `json:",omitempty"` // dropped folders keep their structure; else all files go into one folder
	AtOnce      bool   `json:",omitempty"` // a drop starts without asking
	Reply       bool   `json:",omitempty"` // replies are expected and saved beside the files
	// AfterUnclear is what to do after a fragment without an answer.
	AfterUnclear transfer.AfterUnclear `json:",omitempty"`
}

// PracticeKey stands for the practice server, whose URL differs in each run.
const PracticeKey = "practice"

// Quiet says which notifications are switched off.
type Quiet struct{ Done, NeedsYou bool }

// The values of Settings.OnClose: what the close button does while uploads run and there is a tray.
const (
	CloseAsk  = ""     // not chosen yet: ask
	CloseTray = "tray" // keep running in the tray
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

// SignIn is a request to sign in at a server or proxy.
type SignIn struct {
	Place   string           `json:"place"` // as in transfer.SignInPlace
	Account transfer.Account `json:"account"`
	Keep    bool             `json:"keep,omitempty"` // store it in the system's keyring too
	Proxy   bool             `json:"proxy,omitempty"`
	Lent    bool             `json:"lent,omitempty"` // for one command only: the keyring and what was refused stay as they are
	Over    bool             `json:"over,omitempty"` // of a lent one: that command ends
	// Jobs are the only ones that a lent account is for; none = all uploads, while the command runs.
	Jobs []uuid.UUID `json:"jobs,omitempty"`
}

// OwnCertificate is a certificate of this computer for a server that asks for one.
type OwnCertificate struct {
	Address    string `json:"address"`       // any address on the server, or the folder that it is for
	File       string `json:"file"`          // absolute path: PEM, or PKCS #12
	Key        string `json:"key,omitempty"` // absolute path of its key, "" if it is in File
	Passphrase string `json:"passphrase,omitempty"`
	Keep       bool   `json:"keep,omitempty"` // store the passphrase in the system's keyring too
}

// SignedIn is a server or proxy that the user is signed in at.
type SignedIn struct {
	Place string `json:"place"` // as in transfer.SignInPlace
	Proxy bool   `json:"proxy,omitempty"`
}

// The defaults that 0 stands for in transfer.Limits and in Settings.
const (
	DefaultUploads   = 3
	DefaultPerServer = 2
	DefaultHistory   = 50_000
	DefaultAskFrom   = 10
	DefaultAskTime   = 5 * time.Minute
	DefaultScale     = 100
)

// CardOf is the card of a remembered server with its habit.
func CardOf(name, address string, h Habit) cards.Card {
	return WithHabit(cards.Card{Name: name, Address: address}, h)
}

// WithHabit is a card with another habit.
func WithHabit(c cards.Card, h Habit) cards.Card {
	c.Names, c.KeepFolders, c.AtOnce, c.Reply = h.Name, h.KeepFolders, h.AtOnce, h.Reply
	c.Unclear = cards.Unclear(h.AfterUnclear)
	return c
}

// HabitOf is how files are sent to a card's server by default.
func HabitOf(c cards.Card) Habit {
	return Habit{
		Name: c.Names, KeepFolders: c.KeepFolders, AtOnce: c.AtOnce, Reply: c.Reply,
		AfterUnclear: transfer.AfterUnclear(c.Unclear),
	}
}

// UseCards makes cards the servers of the settings.
func (s *Settings) UseCards(b cards.Book) {
	practice, played := s.Habits[PracticeKey]
	s.Cards, s.Servers, s.Habits = b, nil, map[string]Habit{}
	if played {
		s.Habits[PracticeKey] = practice
	}
	for _, c := range b {
		s.Servers = append(s.Servers, Server{Name: c.Name, URL: c.Address, Policy: c.From != ""})
		if h := HabitOf(c); h != (Habit{}) {
			s.Habits[c.Address] = h
		}
	}
	s.LastServer, s.Remembered = s.whole(s.LastServer), maps.Clone(s.Remembered)
	for folder, address := range s.Remembered {
		s.Remembered[folder] = s.whole(address)
	}
}

// whole is the address of the server that is remembered by an address without its query, or with another one.
func (s *Settings) whole(address string) string {
	bare := withoutQuery(address)
	if slices.ContainsFunc(s.Servers, func(v Server) bool { return v.URL == address }) {
		return address
	}
	if i := slices.IndexFunc(s.Servers, func(v Server) bool { return withoutQuery(v.URL) == bare }); i >= 0 {
		return s.Servers[i].URL
	}
	return address
}

// withoutQuery is an address without what may be a token.
func withoutQuery(address string) string {
	bare, _, _ := strings.Cut(address, "?")
	return bare
}

// PutCard adds a card, or changes the one named old, and returns it in the one spelling. Its errors are *cards.Error
// and cards.ErrNoCard.
func (s *Settings) PutCard(old string, c cards.Card) (cards.Card, error) {
	c, err := c.Checked(transfer.CheckURL)
	if err != nil {
		return cards.Card{}, err
	}
	b, err := s.Cards.Put(old, c)
	if err != nil {
		return cards.Card{}, err
	}
	s.UseCards(b)
	return c, nil
}

// CheckedCard is a card in the one spelling. Its errors are *cards.Error.
func CheckedCard(c cards.Card) (cards.Card, error) { return c.Checked(transfer.CheckURL) }

// CardAt returns the card with an address.
func (s *Settings) CardAt(address string) (cards.Card, bool) {
	i := slices.IndexFunc(s.Cards, func(c cards.Card) bool { return c.Address == address })
	if i < 0 {
		return cards.Card{}, false
	}
	return s.Cards[i], true
}

// Stored returns what is stored of the settings: cards are not, nor the queries of addresses, which may be tokens.
func (s Settings) Stored() Settings {
	habits := map[string]Habit{}
	if h, played := s.Habits[PracticeKey]; played {
		habits[PracticeKey] = h
	}
	s.Habits = habits
	s.LastServer, s.Remembered = withoutQuery(s.LastServer), maps.Clone(s.Remembered)
	for folder, address := range s.Remembered {
		s.Remembered[folder] = withoutQuery(address)
	}
	return s
}

// ServerKey identifies a server in the settings: by its address, or by PracticeKey, as the practice server's
// address changes.
func ServerKey(s Server) string {
	if s.Practice {
		return PracticeKey
	}
	return s.URL
}

// CleanSettings is a copy without the practice server, whose address means nothing in another run.
func CleanSettings(s Settings) Settings {
	s.Servers = slices.DeleteFunc(slices.Clone(s.Servers), func(v Server) bool { return v.Practice })
	s.Remembered, s.Habits, s.Columns = maps.Clone(s.Remembered), maps.Clone(s.Habits), maps.Clone(s.Columns)
	if s.Columns == nil {
		s.Columns = map[string]ColumnLook{}
	}
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
	if s.Cards == nil {
		for _, v := range s.Servers {
			s.Cards = append(s.Cards, CardOf(v.Name, v.URL, s.Habits[v.URL]))
		}
	}
	s.UseCards(s.Cards)
	return s
}

// respell rewrites servers of an earlier version in today's spelling of addresses, so that they match.
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
