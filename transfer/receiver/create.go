package receiver

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
)

// create answers a Create-Session ([MC-BUP] 3.2.5.2.4). It writes only a record: the size of the upload is unknown
// until its first fragment.
func (x *exchange) create() (answer, error) {
	if x.req.ContentLength != 0 {
		return answer{}, malformedError("body on a Create-Session")
	}
	if !offersProtocol(x.req.Header.Values(bits.HeaderSupportedProtocols)) {
		return answer{}, malformedError("no common protocol")
	}
	if err := x.r.disk.makeFolders(x.o.account(x.user).folder()); err != nil {
		return answer{}, err
	}
	if err := x.r.disk.vacant(x.name, x.o.Overwrite); err != nil {
		return answer{}, err
	}
	if err := x.reserve(); err != nil {
		return answer{}, err
	}
	rec := record{ID: newSessionID(), Path: x.name, User: x.user, Principal: x.principal, Total: -1, Touched: time.Now()}
	err := x.r.disk.create(rec)
	if err == nil {
		err = x.r.table.add(newSession(rec))
	}
	if err != nil {
		x.r.table.settled(x.principal)
		return answer{}, err
	}
	return answer{session: rec.ID, protocol: true}, nil
}

// newSessionID returns a random GUID in braces, from the system's random source, so that it cannot be guessed.
func newSessionID() string { return "{" + strings.ToUpper(uuid.NewString()) + "}" }

func offersProtocol(values []string) bool {
	offered := bits.ParseProtocols(strings.Join(values, ","))
	return slices.ContainsFunc(offered, func(p string) bool { return strings.EqualFold(p, bits.Protocol) })
}
