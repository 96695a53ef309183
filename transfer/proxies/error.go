package proxies

import "fmt"

// Source is where a proxy is set.
type Source string

// The sources.
const (
	FromCard        Source = "card"        // of the server
	FromSettings    Source = "settings"    // of Sendoff
	FromEnvironment Source = "environment" // a variable
	FromGNOME       Source = "gnome"
	FromKDE         Source = "kde"
	FromWindows     Source = "windows"
	FromMacOS       Source = "macos"
)

// Flaw is why a setting cannot be used.
type Flaw string

// The flaws.
const (
	FlawAddress Flaw = "address" // no address of a proxy
	FlawScheme  Flaw = "scheme"  // a kind of proxy that Sendoff does not speak; Value is the kind
	FlawFetch   Flaw = "fetch"   // the script cannot be fetched
	FlawScript  Flaw = "script"  // the script fails
	FlawLate    Flaw = "late"    // the script does not answer in time, or the computer has no memory for it
	FlawAnswer  Flaw = "answer"  // the script's answer names nothing that can be used
	FlawAccount Flaw = "account" // it has a user name or a password in it; Value is the kind of proxy, if it is known
	FlawUse     Flaw = "use"     // no such way of using proxies
	FlawRead    Flaw = "read"    // the system's settings cannot be read
)

// Error says which setting cannot be used. It never has an account.
type Error struct {
	From  Source
	Name  string // of the variable or of the setting; "" = there is one only
	Value string // what is wrong, without an account; may be ""
	Why   Flaw
	Err   error // may be nil
}

func (e *Error) Error() string {
	s := fmt.Sprintf("proxy of %s %s: %s %s", e.From, e.Name, e.Why, e.Value)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Passing reports whether the flaw may pass by itself.
func (e *Error) Passing() bool {
	return e.Why == FlawFetch || e.Why == FlawLate || e.Why == FlawRead
}
