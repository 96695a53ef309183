package receiver

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/bcrypt"
)

const (
	// rememberedFor is how long a password that was right is taken without computing its hash again: a client signs in
	// with every packet, and a hash takes about a tenth of a second on purpose.
	rememberedFor = 10 * time.Minute
	maxRemembered = 10_000
	maxUsersFile  = 16 << 20 // bytes
)

// Users are the names and passwords of who may upload, from a file of htpasswd with hashes of bcrypt ("htpasswd -B").
// A file that changes is read again.
type Users struct {
	path   string
	key    []byte        // of the fingerprints in right
	nobody []byte        // a hash for unknown names: they take as long as others
	turns  chan struct{} // bounds how many hashes are computed at once

	mu     sync.Mutex
	read   time.Time // the file's time of change when it was read
	size   int64
	hashes map[string][]byte
	right  map[[sha256.Size]byte]time.Time // fingerprints of what was right, and until when
}

// ReadUsers reads a file of htpasswd. It returns an error for a file without users, and for a hash that is not
// bcrypt's.
func ReadUsers(path string) (*Users, error) {
	nobody, err := bcrypt.GenerateFromPassword([]byte(rand.Text()), bcrypt.DefaultCost)
	if err != nil {
		return nil, err
	}
	u := &Users{path: path, key: []byte(rand.Text()), nobody: nobody, turns: make(chan struct{}, runtime.NumCPU())}
	return u, u.Reload()
}

// Reload reads the file again. After an error the users are those of before.
func (u *Users) Reload() error {
	info, err := os.Stat(u.path)
	if err != nil {
		return err
	}
	if info.Size() > maxUsersFile {
		return fmt.Errorf("%s: too large for a file of users", u.path)
	}
	text, err := os.ReadFile(u.path)
	if err != nil {
		return err
	}
	hashes, err := parseUsers(text)
	if err != nil {
		return fmt.Errorf("%s: %w", u.path, err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.read, u.size, u.hashes, u.right = info.ModTime(), info.Size(), hashes, map[[sha256.Size]byte]time.Time{}
	return nil
}

func parseUsers(text []byte) (map[string][]byte, error) {
	hashes := map[string][]byte{}
	for i, line := range bytes.Split(text, []byte{'\n'}) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		name, hash, found := strings.Cut(string(line), ":")
		if !found || name == "" {
			return nil, fmt.Errorf("line %d is no name and hash", i+1)
		}
		if _, err := bcrypt.Cost([]byte(hash)); err != nil {
			return nil, fmt.Errorf("line %d: the hash of %s is not bcrypt's (htpasswd -B makes these)", i+1, name)
		}
		hashes[name] = []byte(hash)
	}
	if len(hashes) == 0 {
		return nil, fmt.Errorf("no users")
	}
	return hashes, nil
}

// valid reports whether a password is that of a user.
func (u *Users) valid(name, password string) bool {
	u.refresh()
	fingerprint := u.fingerprint(name, password)
	u.mu.Lock()
	until, hash := u.right[fingerprint], u.hashes[name]
	u.mu.Unlock()
	if hash != nil && time.Now().Before(until) {
		return true
	}
	known := hash != nil
	if !known {
		hash = u.nobody
	}
	u.turns <- struct{}{}
	err := bcrypt.CompareHashAndPassword(hash, []byte(password))
	<-u.turns
	if !known || err != nil {
		return false
	}
	u.remember(fingerprint)
	return true
}

// refresh reads the file again if it has changed. One that cannot be read leaves the users as they are.
func (u *Users) refresh() {
	info, err := os.Stat(u.path)
	u.mu.Lock()
	same := err != nil || info.ModTime().Equal(u.read) && info.Size() == u.size
	u.mu.Unlock()
	if !same {
		_ = u.Reload()
	}
}

func (u *Users) fingerprint(name, password string) (sum [sha256.Size]byte) {
	mac := hmac.New(sha256.New, u.key)
	_, _ = fmt.Fprintf(mac, "%d %s%s", len(name), name, password)
	mac.Sum(sum[:0])
	return sum
}

func (u *Users) remember(fingerprint [sha256.Size]byte) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.right) >= maxRemembered {
		clear(u.right)
	}
	u.right[fingerprint] = time.Now().Add(rememberedFor)
}
