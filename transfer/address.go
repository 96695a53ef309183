package transfer

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"sendoff/transfer/bits"
)

// AddressError says why an address cannot be uploaded to. Package words has the sentences for Why.
type AddressError struct {
	Address string // without user and password
	Why     AddressFlaw
}

func (e *AddressError) Error() string { return fmt.Sprintf("address %q: %s", e.Address, e.Why) }

// AddressFlaw is what is wrong with an address.
type AddressFlaw string

// The flaws.
const (
	AddressEmpty    AddressFlaw = "empty"
	AddressSyntax   AddressFlaw = "syntax"   // not a URL
	AddressScheme   AddressFlaw = "scheme"   // neither http nor https
	AddressHost     AddressFlaw = "host"     // no host
	AddressName     AddressFlaw = "name"     // no host name can have these characters
	AddressZone     AddressFlaw = "zone"     // the zone of an IPv6 address is not written as %25 and its name
	AddressPort     AddressFlaw = "port"     // not 1 to 65535
	AddressSecret   AddressFlaw = "secret"   // it contains a user name or password
	AddressFragment AddressFlaw = "fragment" // it has a "#" part, which is never sent to a server
	AddressLong     AddressFlaw = "long"     // over 2,200 characters, or a path segment over 260
)

// CheckURL parses a destination. It spells scheme and host in the one form that jobs are compared by: ASCII, lower
// case, without the scheme's default port. Its errors are *AddressError.
func CheckURL(address string) (*url.URL, error) {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	if err != nil {
		return nil, &AddressError{Address: withoutUser(address), Why: addressFlaw(address)}
	}
	flaw := flawOf(address, u)
	if flaw != "" {
		return nil, &AddressError{Address: withoutUser(address), Why: flaw}
	}
	u.Host, _ = asciiHost(u)                                // flawOf has checked it
	u.RawQuery = strings.ReplaceAll(u.RawQuery, " ", "%20") // a raw blank would end the request line early
	u.Host = strings.TrimPrefix(bits.Origin(u), u.Scheme+"://")
	if u.Path == "" {
		u.Path = "/" // an empty path is requested as "/"
	}
	return u, nil
}

func flawOf(address string, u *url.URL) AddressFlaw {
	switch {
	case address == "":
		return AddressEmpty
	case u.Scheme == "" && u.Host == "":
		return AddressSyntax
	case u.Scheme != "http" && u.Scheme != "https":
		return AddressScheme
	case u.Hostname() == "":
		return AddressHost
	case bareZone(address):
		return AddressZone
	case !namesHost(u):
		return AddressName
	case !usablePort(u.Port()):
		return AddressPort
	case u.User != nil:
		return AddressSecret
	case u.Fragment != "" || strings.HasSuffix(address, "#"):
		return AddressFragment
	case len(address) > bits.MaxURL || longSegment(u):
		return AddressLong
	}
	return ""
}

// usablePort reports whether a port is 1 to 65535, or "" for the scheme's default.
func usablePort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

func addressFlaw(address string) AddressFlaw {
	switch {
	case address == "":
		return AddressEmpty
	case bareZone(address):
		return AddressZone
	}
	return AddressSyntax
}

func namesHost(u *url.URL) bool {
	_, ok := asciiHost(u)
	return ok
}

func longSegment(u *url.URL) bool {
	for segment := range strings.SplitSeq(u.Path, "/") {
		if len([]rune(segment)) > bits.MaxSegment {
			return true
		}
	}
	return false
}

// withoutUser cuts what precedes the last "@" of a refused address. Where its user part ends is unclear, and a
// password must not be shown.
func withoutUser(address string) string {
	at := strings.LastIndex(address, "@")
	if at < 0 {
		return address
	}
	scheme, _, ok := strings.Cut(address[:at], "://")
	if !ok {
		return address[at+1:]
	}
	return scheme + "://" + address[at+1:]
}
