package queue

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"sendoff/transfer"
)

// proof is what answers have said about an account in this run.
type proof struct {
	accepted string // the folder that accepted it last, "" = none since it was refused there
	strikes  int    // folders in a row that have refused it
}

// The number of folders in a row that may refuse an account before it counts as wrong for all of the same realm. One
// folder may just be somebody else's; a wrong password, tried in every folder, locks an account. An account that
// another folder has accepted in this run is trusted longer.
const (
	maxStrikes       = 2
	maxProvedStrikes = 3
)

// refusedAccount is an account that was refused, and where. It outlives the process: a task that starts every five minutes
// would lock an account otherwise.
type refusedAccount struct {
	Place  string `json:"place"`            // that the account is kept for
	Folder string `json:"folder,omitempty"` // that refused it, whatever its realm; "" = all of the place
	Whole  bool   `json:"whole,omitempty"`  // it is wrong everywhere in the realm
	Realm  string `json:"realm,omitempty"`  // a hash: a server may put anything into it
	Past   bool   `json:"past,omitempty"`   // another folder has accepted the account since
	Mark   mark   `json:"mark"`

	account *transfer.Account // that is meant, once it is known
}

// maxRefusals bounds what is remembered; the oldest are forgotten.
const maxRefusals = 256

// mark recognises an account without telling what it is: 20 bits of a slow hash. Of a million guesses one looks
// right, so it helps nobody to find a password. An account that changes is taken for the old one as rarely.
type mark struct {
	Salt []byte `json:"salt"`
	Bits uint32 `json:"bits"`
}

const (
	markBits   = 20
	markRounds = 100_000 // some hundredths of a second
)

func newMark(a transfer.Account) mark {
	m := mark{Salt: make([]byte, 16)}
	_, _ = rand.Read(m.Salt) // it never fails
	m.Bits = m.bits(a)
	return m
}

func (m mark) bits(a transfer.Account) uint32 {
	key, err := pbkdf2.Key(sha256.New, a.User+"\x00"+a.Password, m.Salt, markRounds, 4)
	if err != nil {
		return 0 // not allowed by a policy of the system: then no account is recognised after a start
	}
	return 1 + binary.BigEndian.Uint32(key)>>(32-markBits)
}

func (m mark) of(a transfer.Account) bool { return m.Bits != 0 && m.Bits == m.bits(a) }

const keyRefusals = "refused accounts"

// remember makes the refusals those of a store.
func (s *Secrets) remember(store SettingStore) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store = store
	_, err := store.LoadSetting(keyRefusals, &s.refusals)
	return err
}

// Refused keeps an account from being tried again in a space until it is set anew.
func (s *Secrets) Refused(at transfer.Space, a transfer.Account) {
	place, k := s.use(at, a)
	if k == nil {
		return // a newer one was set meanwhile
	}
	s.mu.Lock()
	r := refusedAccount{Place: place, Folder: at.Folder, Realm: hashOf(at.Realm), Mark: newMark(a), account: &a}
	if whole := k.strike(&r); whole {
		s.eachOf(place, a, func(old *refusedAccount) { old.Past = false })
	}
	s.refusals = append(s.refusals, r)
	s.refusals = s.refusals[max(0, len(s.refusals)-maxRefusals):]
	s.mu.Unlock()
	s.saveRefusals()
}

// strike counts a refusal. whole reports that it means all of the realm.
func (p *proof) strike(r *refusedAccount) (whole bool) {
	limit := maxStrikes
	if p.accepted == r.Folder {
		p.accepted = ""
	}
	if p.accepted != "" {
		limit = maxProvedStrikes
	}
	p.strikes++
	r.Whole = r.Folder == "" || p.strikes >= limit
	r.Past = !r.Whole && p.accepted != ""
	return r.Whole
}

// hashOf names a realm.
func hashOf(realm string) string {
	sum := sha256.Sum256([]byte(realm))
	return hex.EncodeToString(sum[:8])
}

// Accepted records that an account is right.
func (s *Secrets) Accepted(at transfer.Space, a transfer.Account) {
	place, k := s.use(at, a)
	if k == nil {
		return
	}
	s.mu.Lock()
	k.accepted, k.strikes = at.Folder, 0
	changed := false
	s.eachOf(place, a, func(r *refusedAccount) { changed, r.Past = changed || !r.Past, true })
	s.mu.Unlock()
	if changed {
		s.saveRefusals()
	}
}

// eachOf calls do with the refusals of an account that was recognised. mu is held.
func (s *Secrets) eachOf(place string, a transfer.Account, do func(*refusedAccount)) {
	for i := range s.refusals {
		if r := &s.refusals[i]; r.Place == place && r.account != nil && *r.account == a {
			do(r)
		}
	}
}

// refused reports whether an account was refused in a space.
func (s *Secrets) refused(place string, a transfer.Account, at transfer.Space) bool {
	s.recognise(place, a)
	s.mu.Lock()
	defer s.mu.Unlock()
	is := false
	s.eachOf(place, a, func(r *refusedAccount) {
		is = is || r.Folder == "" || r.Folder == at.Folder || r.Whole && r.Realm == hashOf(at.Realm)
	})
	return is
}

// doubtful reports whether nothing speaks for an account any more.
func (s *Secrets) doubtful(place string, a transfer.Account) bool {
	s.recognise(place, a)
	s.mu.Lock()
	defer s.mu.Unlock()
	is := false
	s.eachOf(place, a, func(r *refusedAccount) { is = is || !r.Past })
	return is
}

// recognise finds out which refusals of an earlier run mean an account. The others at its place were of another.
func (s *Secrets) recognise(place string, a transfer.Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusals = slices.DeleteFunc(s.refusals, func(r refusedAccount) bool {
		return r.Place == place && r.account == nil && !r.Mark.of(a)
	})
	strikes := 0
	for i := range s.refusals {
		r := &s.refusals[i]
		if r.Place != place || r.account != nil {
			continue
		}
		if r.account = &a; !r.Past {
			strikes++
		}
	}
	if k := s.known[place]; k != nil && k.account == a {
		k.strikes += strikes
	}
}

// pardon forgets what was refused at a place.
func (s *Secrets) pardon(place string) {
	s.pardonAll(func(r refusedAccount) bool { return r.Place == place })
}

func (s *Secrets) pardonAll(which func(refusedAccount) bool) {
	s.mu.Lock()
	n := len(s.refusals)
	s.refusals = slices.DeleteFunc(s.refusals, which)
	changed := len(s.refusals) != n
	s.mu.Unlock()
	if changed {
		s.saveRefusals()
	}
}

// saveRefusals stores them. Without a store, or on a full disk, they last as long as the process.
func (s *Secrets) saveRefusals() {
	s.mu.Lock()
	store, list := s.store, slices.Clone(s.refusals)
	s.mu.Unlock()
	if store != nil {
		_ = store.SaveSetting(keyRefusals, list)
	}
}
