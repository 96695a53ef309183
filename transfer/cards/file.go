package cards

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"sendoff/transfer/bits"
)

// Extension is the extension of a file with a card, with its dot.
const Extension = ".sendoff"

// MaxFile is the largest file with a card, in bytes.
const MaxFile = 64 << 10

// fileFormat is the version of the files that this program writes, and the newest that it reads.
const fileFormat = 1

// Errors of files that are no cards.
var (
	ErrNoFile    = errors.New("not a card of Sendoff")
	ErrFileNewer = errors.New("the card was written by a newer Sendoff")
	ErrFileSize  = errors.New("the file is larger than a card can be")
)

// filed is a card in a file: its secrets are left out, of a query the values, and headers are written as lists. What means something on one
// computer only is left out too: the path of a certificate.
type filed struct {
	Format int `json:"sendoff_card"`
	Card
	Certificate struct {
		Server string `json:"server,omitempty"`
	} `json:"certificate,omitzero"`
	Headers []string `json:"headers,omitempty"`        // "Name: value", no secrets
	Secrets []string `json:"secret_headers,omitempty"` // names of headers whose values the user has to know
	From    string   `json:"from,omitempty"`
}

// File writes a card as a file without secrets.
func (c Card) File() ([]byte, error) {
	c.Address, c.Proxy.Address = emptied(c.Address), emptied(c.Proxy.Address)
	f := filed{Format: fileFormat, Card: c}
	f.Certificate.Server = c.Certificate.Server
	list, err := c.Headers.List()
	if err != nil {
		return nil, err
	}
	for _, h := range list {
		if h.Shown {
			f.Headers = append(f.Headers, h.Name+": "+h.Value)
		} else {
			f.Secrets = append(f.Secrets, h.Name)
		}
	}
	raw, err := json.MarshalIndent(f, "", "  ")
	return append(raw, '\n'), err
}

// ReadFile reads a card from a file, at most MaxFile bytes of it. Nothing that the card names is opened. unknown are
// the fields that this Sendoff does not know. The card has been Checked. Its errors are ErrNoFile, ErrFileNewer,
// ErrFileSize, *Error, and those of r.
func ReadFile(r io.Reader, spell Speller) (c Card, unknown []string, err error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return Card{}, nil, err
	case len(raw) > MaxFile:
		return Card{}, nil, ErrFileSize
	}
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF")) // Notepad writes it
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || fields["sendoff_card"] == nil {
		return Card{}, nil, ErrNoFile
	}
	var f filed
	if err := json.Unmarshal(raw, &f); err != nil {
		return Card{}, nil, fmt.Errorf("%w: %w", ErrNoFile, err)
	}
	if f.Format > fileFormat {
		return Card{}, nil, ErrFileNewer
	}
	c, err = f.card()
	if err != nil {
		return Card{}, nil, err
	}
	c, err = c.Checked(spell)
	return c, unknownFields(fields), err
}

// card puts the lists of the file into the card.
func (f *filed) card() (Card, error) {
	c := f.Card
	c.Certificate, c.From = Certificate{Server: f.Certificate.Server}, ""
	var list []bits.Custom
	for _, line := range f.Headers {
		h, err := bits.ParseCustom(line)
		if err != nil {
			return Card{}, &Error{Field: FieldHeaders, Why: FlawHeader, Err: err}
		}
		h.Shown = true
		list = append(list, h)
	}
	for _, name := range f.Secrets {
		list = append(list, bits.Custom{Name: strings.TrimSpace(name)})
	}
	var err error
	if c.Headers, err = bits.JoinCustom(list); err != nil {
		return Card{}, &Error{Field: FieldHeaders, Why: FlawHeader, Err: err}
	}
	return c, nil
}

// unknownFields lists the fields that no card has, in order, those within others as "proxy.field".
func unknownFields(fields map[string]json.RawMessage) []string {
	var unknown []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(fileFields, name) {
			unknown = append(unknown, name)
			continue
		}
		var inner map[string]json.RawMessage
		known, nested := innerFields[name]
		if !nested || json.Unmarshal(fields[name], &inner) != nil {
			continue
		}
		for _, within := range slices.Sorted(maps.Keys(inner)) {
			if !slices.Contains(known, within) {
				unknown = append(unknown, name+"."+within)
			}
		}
	}
	return unknown
}

// The fields of a file, and of its fields that have some.
var (
	fileFields = []string{
		"sendoff_card", "name", "address", "names", "account", "signed_in", "certificate", "proxy", "headers", "secret_headers", "tell",
		"uploads", "rate", "part_size", "retry", "give_up", "unclear", "method", "reply", "verify", "keep_folders", "at_once",
	}
	innerFields = map[string][]string{"certificate": {"server"}, "proxy": {"use", "address", "bypass"}}
)

// emptied is an address whose query has no values, which may be tokens; "?TOKEN" leaves "?=". What is there still names
// them as missing.
func emptied(address string) string {
	folder, query, has := strings.Cut(address, "?")
	if !has {
		return address
	}
	var pairs []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, named := strings.Cut(pair, "=")
		if !named {
			name = ""
		}
		pairs = append(pairs, name+"=")
	}
	return folder + "?" + strings.Join(slices.Compact(pairs), "&")
}

// filledIn is a newer address with the values of the older one, if they differ in nothing else.
func filledIn(newer, older string) string {
	if strings.Contains(newer, "?") && newer == emptied(older) {
		return older
	}
	return newer
}

// MissingValues are the names of a card's headers that still need a value, and are not sent before.
func (c Card) MissingValues() []string {
	list, _ := c.Headers.List() // checked with the card
	var names []string
	for _, h := range list {
		if !h.Shown && h.Value == "" {
			names = append(names, h.Name)
		}
	}
	return names
}

// MissingInAddress are the names in the queries of a card's addresses that have no value; "?" for one without a name.
func (c Card) MissingInAddress() (names []string) {
	for _, address := range []string{c.Address, c.Proxy.Address} {
		_, query, _ := strings.Cut(address, "?")
		for pair := range strings.SplitSeq(query, "&") {
			if name, value, has := strings.Cut(pair, "="); has && value == "" {
				names = append(names, cmp.Or(name, "?"))
			}
		}
	}
	return names
}

// SentHeaders are the headers that go out.
func (c Card) SentHeaders() []bits.Custom {
	list, _ := c.Headers.List() // checked with the card
	return slices.DeleteFunc(list, func(h bits.Custom) bool { return !h.Shown && h.Value == "" })
}
