package receiver

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// create answers a Create-Session ([MC-BUP] 3.2.5.2.4): nothing but a record is made, for the size of
// the upload is not known before its first fragment.
func (x *exchange) create() (answer, error) {
	if x.req.ContentLength != 0 {
		return answer{}, malformed("body on a Create-Session")
	}
	if !offersProtocol(x.req.Header.Values(bits.HeaderSupportedProtocols)) {
		return answer{}, malformed("no common protocol")
	}
	if err := x.r.disk.vacant(x.name, x.r.o.Overwrite); err != nil {
		return answer{}, err
	}
	rec := record{ID: newSessionID(), Path: x.name, Total: -1, Touched: time.Now()}
	if err := x.r.disk.create(rec); err != nil {
		return answer{}, err
	}
	if err := x.r.table.add(newSession(rec)); err != nil {
		return answer{}, err
	}
	return answer{session: rec.ID, protocol: true}, nil
}

// newSessionID is a GUID that nobody can guess, from the system's random source.
func newSessionID() string { return "{" + strings.ToUpper(uuid.NewString()) + "}" }

func offersProtocol(values []string) bool {
	offered := bits.ParseProtocols(strings.Join(values, ","))
	return slices.ContainsFunc(offered, func(p string) bool { return strings.EqualFold(p, bits.Protocol) })
}
