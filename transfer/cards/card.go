package cards

import (
	"net/url"
	"slices"
	"strings"

	"sendoff/transfer/bits"
)

// Card is one server, or one folder of it, and how files are sent there. The zero value of a field means that the
// settings or Sendoff decide. A stored card is JSON: names and meanings of its fields do not change.
type Card struct {
	Name string `json:"name"` // unique among cards, whatever the case
	// Address is the folder that files go to, in the spelling of transfer.CheckURL. Its path ends in "/".
	Address string `json:"address"`
	Names   string `json:"names,omitempty"` // template of names below Address; "" = DefaultTemplate

	// Account is who signs in there: "user", `CORP\user` or "user@corp.example"; "" = whoever the user says when asked. The
	// question for a password has it filled in.
	// A password is never on a card.
	Account string `json:"account,omitempty"`
	// SignedIn has whoever is signed in to this computer sign in there, without a password, also where the server is
	// outside the user's domain. A card has it or an Account. An account given at a sign-in comes first.
	SignedIn    bool        `json:"signed_in,omitempty"`
	Certificate Certificate `json:"certificate,omitzero"`
	Proxy       Proxy       `json:"proxy,omitzero"`
	// Headers are sent with each request. Those without a mark as shown are secrets; one without a value waits for it,
	// and is not sent.
	Headers bits.CustomLines `json:"headers,omitempty"`
	// Tell lists further hosts, with port where it is not the default one, separated by commas. Secret headers, and
	// what follows the "?" of an address, go to them too when the server sends uploads there.
	Tell string `json:"tell,omitempty"`

	Uploads  int     `json:"uploads,omitempty"`   // at once for the server, 1 to MaxUploads
	Rate     int64   `json:"rate,omitempty"`      // bytes a second of all uploads to Address, MinRate or more
	PartSize int64   `json:"part_size,omitempty"` // bytes of a fragment's body, MinPart to MaxPart; 0 = measured
	Retry    Span    `json:"retry,omitzero"`      // shortest wait after a failure, up to MaxRetry
	GiveUp   Span    `json:"give_up,omitzero"`    // how long tries go on without headway, up to MaxGiveUp; AtOnce = the first failure is final
	Unclear  Unclear `json:"unclear,omitempty"`
	Method   Method  `json:"method,omitempty"`

	Reply       bool `json:"reply,omitempty"`        // replies are expected and saved beside the files
	Verify      bool `json:"verify,omitempty"`       // what the server has is compared before an upload counts as done
	KeepFolders bool `json:"keep_folders,omitempty"` // dropped folders keep their structure; else all files go into one folder
	AtOnce      bool `json:"at_once,omitempty"`      // a drop starts without asking

	// From is the file that hands the card out by policy; such a card cannot be edited. It is not stored.
	From string `json:"from,omitempty"`
}

// Certificate are certificates that a connection needs.
type Certificate struct {
	File string `json:"file,omitempty"` // the user's own, with its key: PEM or PKCS #12; absolute
	// Server is the SHA-256 of the server's certificate, in hexadecimal digits: it is trusted for this server.
	Server string `json:"server,omitempty"`
}

// Proxy says how a server is reached.
type Proxy struct {
	Use     ProxyUse `json:"use,omitempty"`
	Address string   `json:"address,omitempty"` // of ProxyManual: http, https or socks5; of ProxyScript: the script's
	Bypass  string   `json:"bypass,omitempty"`  // of ProxyManual: hosts that are reached directly, as in NO_PROXY
}

// ProxyUse is which proxy is used.
type ProxyUse string

// The uses of a proxy.
const (
	ProxySettings ProxyUse = ""       // as the settings say
	ProxyNone     ProxyUse = "none"   // directly
	ProxySystem   ProxyUse = "system" // what the system or the environment says
	ProxyManual   ProxyUse = "manual" // Proxy.Address
	ProxyScript   ProxyUse = "script" // a PAC script at Proxy.Address
)

// Unclear is how to go on after a fragment whose answer was lost. Its values are those of transfer.AfterUnclear.
type Unclear string

// The ways to go on.
const (
	UnclearAuto    Unclear = ""
	UnclearResume  Unclear = "resume"
	UnclearRestart Unclear = "restart"
)

// Method is the HTTP method of the requests.
type Method string

// The methods.
const (
	MethodBITS Method = ""     // BITS_POST
	MethodPOST Method = "post" // POST with X-Http-Method-Override, for networks that block BITS_POST
)

// WindowsPart is the size of the fragments that Windows sends at most, in bytes.
const WindowsPart = 13 << 20

// Template is the template of names, with its default.
func (c Card) Template() string {
	if c.Names == "" {
		return DefaultTemplate
	}
	return c.Names
}

// Server is scheme, host and port of the address, as transfer.Target.Server has them; "" for an unreadable address.
func (c Card) Server() string {
	u, err := url.Parse(c.Address)
	if err != nil || u.Host == "" {
		return ""
	}
	return bits.Origin(u)
}

// Pattern is the address with the template of names behind it, as people write it.
func (c Card) Pattern() string {
	folder, query, has := strings.Cut(c.Address, "?")
	if has {
		query = "?" + query
	}
	return folder + c.Template() + query
}

// SplitPattern cuts an address with a template, such as https://example.com/drop/{date}/{name}{ext}, into the folder
// and the template of names; names is "" for an address without fields.
func SplitPattern(text string) (address, names string) {
	before, _, found := strings.Cut(text, "{")
	slash := strings.LastIndexByte(before, '/')
	if !found || slash < 0 {
		return text, ""
	}
	names, query, has := strings.Cut(text[slash+1:], "?")
	if has {
		query = "?" + query
	}
	return text[:slash+1] + query, names
}

// WithoutSecrets is a card to be shown: its secret headers have no values, and the query of its address, which may be a
// token, is bits.SafeAddress's.
func (c Card) WithoutSecrets() Card {
	list, _ := c.Headers.List() // checked with the card
	for i := range list {
		if !list[i].Shown {
			list[i].Value = ""
		}
	}
	c.Headers, _ = bits.JoinCustom(list) // as checked as before
	c.Address = bits.SafeAddress(c.Address)
	if c.Proxy.Address != "" {
		c.Proxy.Address = bits.SafeAddress(c.Proxy.Address)
	}
	return c
}

// HoldsSecrets reports whether a card has something that WithoutSecrets leaves out.
func (c Card) HoldsSecrets() bool { return c.WithoutSecrets() != c }

// Updated is a newer card in place of c: what a file cannot hold stays, such as the values of secret headers and of the
// same address's query. Another server gets none of it.
func (c Card) Updated(newer Card) Card {
	if c.Server() != newer.Server() {
		return newer
	}
	before, _ := c.Headers.List() // checked with the card
	list, _ := newer.Headers.List()
	for i, h := range list {
		at := slices.IndexFunc(before, func(o bits.Custom) bool { return strings.EqualFold(o.Name, h.Name) })
		if at >= 0 && !h.Shown && h.Value == "" {
			list[i].Value = before[at].Value
		}
	}
	newer.Headers, _ = bits.JoinCustom(list) // as checked as before
	newer.Address, newer.Proxy.Address = filledIn(newer.Address, c.Address), filledIn(newer.Proxy.Address, c.Proxy.Address)
	newer.Certificate.File = c.Certificate.File
	return newer
}
