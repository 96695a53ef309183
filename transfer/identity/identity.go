package identity

import (
	"cmp"
	"crypto/sha256"
	"crypto/tls"
	"net/url"
	"slices"
	"strings"
	"time"

	"sendoff/transfer/bits"
)

// Identity is a certificate of this computer, and whom it may be shown to. It holds no key: the key stays in the file.
// Subject, Issuer, Fingerprint and Until are as they were when it was given; the file may have been renewed since.
type Identity struct {
	Place       string    `json:"place"`         // scheme, host, port and folder of the addresses it is for, as PlaceOf writes them
	File        string    `json:"file"`          // absolute path
	Key         string    `json:"key,omitempty"` // absolute path of the key, "" if it is in File
	Fingerprint string    `json:"fingerprint"`   // as bits.Fingerprint writes it
	Subject     string    `json:"subject,omitempty"`
	Issuer      string    `json:"issuer,omitempty"`
	Until       time.Time `json:"until,omitzero"`
	Added       time.Time `json:"added,omitzero"`
}

// KeyFile is the file that holds the key.
func (i Identity) KeyFile() string { return cmp.Or(i.Key, i.File) }

// Of describes a certificate that was read.
func Of(c *tls.Certificate) Identity {
	leaf := c.Leaf
	return Identity{
		Fingerprint: bits.Fingerprint(sha256.Sum256(leaf.Raw)).String(), Subject: leaf.Subject.String(),
		Issuer: leaf.Issuer.String(), Until: leaf.NotAfter,
	}
}

// PlaceOf is the place of an address: its server, and its folder if it names one below the top. The name of a file at
// the end is left out.
func PlaceOf(u *url.URL) string {
	path := u.EscapedPath()
	return bits.Origin(u) + cmp.Or(path[:strings.LastIndexByte(path, '/')+1], "/")
}

// For returns the identity whose place is nearest above an address, nil for none. Another scheme, host or port is
// another server.
func For(list []Identity, u *url.URL) *Identity {
	place := PlaceOf(u)
	var best *Identity
	for i := range list {
		if strings.HasPrefix(place, list[i].Place) && (best == nil || len(list[i].Place) > len(best.Place)) {
			best = &list[i]
		}
	}
	return best
}

// With returns the list with an identity, which replaces the one of the same place.
func With(list []Identity, i Identity) []Identity { return append(Without(list, i.Place), i) }

// Without returns the list without the identity of a place.
func Without(list []Identity, place string) []Identity {
	return slices.DeleteFunc(slices.Clone(list), func(i Identity) bool { return i.Place == place })
}
