package bits

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Custom is a header of the user's own for each request of a job. Neither name nor value says whether it grants
// access. So it counts as a secret unless the user marked it as Shown: it is never displayed and never sent to
// another host than the one it was given for.
type Custom struct {
	Name  string
	Value string
	Shown bool // it is no secret
	// Forgotten means that it was a secret, and its value is gone. It is not sent.
	Forgotten bool
}

// Limits of custom headers.
const (
	maxCustom      = 20  // headers of one job
	maxCustomName  = 100 // characters
	maxCustomValue = MaxHeaderValue
)

// CustomFlaw says why a custom header is refused.
type CustomFlaw string

// The flaws.
const (
	CustomSyntax   CustomFlaw = "syntax"   // not "Name: value", or a name with characters that HTTP does not allow
	CustomBreak    CustomFlaw = "break"    // a line break or another control character: it could add a header
	CustomReserved CustomFlaw = "reserved" // set by the protocol, HTTP or the sign-in
	CustomTwice    CustomFlaw = "twice"    // one name, two values
	// CustomForgotten: of a header of a job that has ended only the name is left.
	CustomForgotten CustomFlaw = "forgotten"
	CustomLong      CustomFlaw = "long" // a name of more than 100 characters, a value of more than 4 KiB, more than 20 headers
)

// CustomError is a custom header that is refused. It never holds the value.
type CustomError struct {
	Name string
	Why  CustomFlaw
}

func (e *CustomError) Error() string { return fmt.Sprintf("header %q: %s", e.Name, e.Why) }

// ParseCustom reads "Name: value". Its errors are *CustomError.
func ParseCustom(line string) (Custom, error) {
	name, value, ok := strings.Cut(line, ":")
	if !ok {
		return Custom{}, &CustomError{shortName(line), CustomSyntax}
	}
	c := Custom{Name: strings.TrimSpace(name), Value: strings.Trim(value, " \t")}
	return c, c.check()
}

func shortName(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word[:min(len(word), maxCustomName)]
}

// CustomLines is a list of custom headers as one value that can be compared and stored: one "Name: value" per line.
// The line of a Shown header begins with shownMark, that of a forgotten one with forgottenMark.
type CustomLines string

// The marks contain a space, which no header name does.
const (
	shownMark     = "shown "
	forgottenMark = "forgotten "
)

// JoinCustom checks headers and makes lines of them. Its errors are *CustomError.
func JoinCustom(list []Custom) (CustomLines, error) {
	if err := CheckCustom(list); err != nil {
		return "", err
	}
	var lines []string
	for _, c := range list {
		lines = append(lines, c.text())
	}
	return CustomLines(strings.Join(lines, "\n")), nil
}

func (c Custom) text() string {
	switch {
	case c.Shown:
		return shownMark + c.Name + ": " + c.Value
	case c.Forgotten:
		return forgottenMark + c.Name + ": "
	}
	return c.Name + ": " + c.Value
}

// Kept are the headers for which keep, called with their places from 0, says so. Unreadable lines are empty.
func (l CustomLines) Kept(keep func(i int) bool) CustomLines {
	list, _ := l.List() // empty if it cannot be read
	var kept []string
	for i, c := range list {
		if keep(i) {
			kept = append(kept, c.text())
		}
	}
	return CustomLines(strings.Join(kept, "\n"))
}

// With adds a header written as "Name: value", in place of one of that name; "" adds none. Its errors are *CustomError.
func (l CustomLines) With(line string, shown bool) (CustomLines, error) {
	if strings.TrimSpace(line) == "" {
		return l, nil
	}
	c, err := ParseCustom(line)
	if err != nil {
		return "", err
	}
	c.Shown = shown
	list, err := l.List()
	if err != nil {
		return "", err
	}
	list = slices.DeleteFunc(list, func(o Custom) bool { return strings.EqualFold(o.Name, c.Name) })
	return JoinCustom(append(list, c))
}

// Forget removes the values of secret headers. had reports whether there were any.
func (l CustomLines) Forget() (left CustomLines, had bool) {
	list, _ := l.List() // empty if it cannot be read
	lines := make([]string, len(list))
	for i, c := range list {
		if !c.Shown && !c.Forgotten {
			c.Value, c.Forgotten, had = "", true, true
		}
		lines[i] = c.text()
	}
	return CustomLines(strings.Join(lines, "\n")), had
}

// CheckKnown returns a *CustomError for the first header whose value was forgotten.
func (l CustomLines) CheckKnown() error {
	list, err := l.List()
	for _, c := range list {
		if c.Forgotten {
			return &CustomError{c.Name, CustomForgotten}
		}
	}
	return err
}

// Shown splits the lines: it returns those that are no secrets, and the names of the others. Unreadable lines are in
// neither.
func (l CustomLines) Shown() (shown CustomLines, hidden []string) {
	list, _ := l.List() // empty if it cannot be read
	var open []string
	for _, c := range list {
		if c.Shown {
			open = append(open, c.text())
		} else {
			hidden = append(hidden, c.Name)
		}
	}
	return CustomLines(strings.Join(open, "\n")), hidden
}

// List reads the lines and checks them. Its errors are *CustomError.
func (l CustomLines) List() ([]Custom, error) {
	var list []Custom
	for line := range strings.SplitSeq(string(l), "\n") {
		if line == "" {
			continue
		}
		line, shown := strings.CutPrefix(line, shownMark)
		line, forgotten := strings.CutPrefix(line, forgottenMark)
		c, err := ParseCustom(line)
		if err != nil {
			return nil, err
		}
		c.Shown, c.Forgotten = shown, forgotten
		list = append(list, c)
	}
	return list, CheckCustom(list)
}

// CheckCustom returns an error if headers cannot go out with every request. Its errors are *CustomError.
func CheckCustom(list []Custom) error {
	if len(list) > maxCustom {
		return &CustomError{list[maxCustom].Name, CustomLong}
	}
	for i, c := range list {
		if err := c.check(); err != nil {
			return err
		}
		if slices.ContainsFunc(list[:i], func(o Custom) bool { return strings.EqualFold(o.Name, c.Name) }) {
			return &CustomError{c.Name, CustomTwice}
		}
	}
	return nil
}

func (c Custom) check() error {
	switch {
	case strings.ContainsFunc(c.Name+c.Value, func(r rune) bool { return r < 0x20 && r != '\t' || r == 0x7f }):
		return &CustomError{shortName(strings.Map(printable, c.Name)), CustomBreak}
	case c.Name == "" || strings.ContainsFunc(c.Name, notToken):
		return &CustomError{shortName(c.Name), CustomSyntax}
	case len(c.Name) > maxCustomName || len(c.Value) > maxCustomValue:
		return &CustomError{shortName(c.Name), CustomLong}
	case reservedName(c.Name):
		return &CustomError{c.Name, CustomReserved}
	}
	return nil
}

func printable(r rune) rune {
	if r < 0x20 || r == 0x7f {
		return '?'
	}
	return r
}

// notToken reports whether a header name cannot contain r (RFC 9110, 5.6.2).
func notToken(r rune) bool {
	plain := r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	return !plain && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
}

// String returns the header for screens and logs: a secret value is "...".
func (c Custom) String() string {
	if c.Shown {
		return c.Name + ": " + c.Value
	}
	return c.Name + ": ..."
}

// customise adds the user's own headers to a request, in the user's spelling. A host id or a reply address may name
// another host: secret headers are not sent there.
func (c *Client) customise(req *http.Request) {
	for _, h := range c.Custom {
		if c.goesTo(h, req.URL) {
			req.Header[sentName(h.Name)] = []string{h.Value}
		}
	}
}

// sentName is a header's name as it is sent. Under their usual spelling net/http takes two of them for leave to send
// a packet again by itself, without anybody's knowing: a session that nobody can name might be made. Small letters
// mean the same to servers.
func sentName(name string) string {
	switch lower := strings.ToLower(name); lower {
	case "idempotency-key", "x-idempotency-key":
		return lower
	}
	return name
}

func (c *Client) goesTo(h Custom, u *url.URL) bool {
	return !h.Forgotten && (h.Shown || sameHost(u, c.URL) || c.tells(u))
}

// tells reports whether the user has named a further host that may have secrets: headers, and the query of the URL. They
// never leave https for it.
func (c *Client) tells(u *url.URL) bool {
	return (u.Scheme == c.URL.Scheme || u.Scheme == "https") &&
		slices.ContainsFunc(c.Tell, func(host string) bool { return strings.EqualFold(host, u.Host) })
}

// untold reports whether a request goes to a host without secrets that the URL's own host gets.
func (c *Client) untold(u *url.URL) bool {
	secret := c.URL.RawQuery != "" || slices.ContainsFunc(c.Custom, func(h Custom) bool { return !h.Shown && !h.Forgotten })
	return secret && !sameHost(u, c.URL) && !c.tells(u)
}

func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Host, b.Host) && a.Scheme == b.Scheme
}

// customNote returns the custom headers for Note.Headers.
func (c *Client) customNote() string {
	var list []string
	for _, h := range c.Custom {
		list = append(list, h.String())
	}
	return strings.Join(list, "\n")
}
