package serve

import (
	"crypto/tls"
	"os"
	"sync"
	"time"
)

// certificate is a server's certificate and key. They are read again when one of the files has changed: whoever renews
// them need not tell the server.
type certificate struct {
	cert, key string

	mu   sync.Mutex
	read [2]time.Time // times of change of both files when they were read
	pair *tls.Certificate
}

// loadCertificate reads a certificate and its key; nil without files.
func loadCertificate(cert, key string) (*certificate, error) {
	if cert == "" && key == "" {
		return nil, nil
	}
	c := &certificate{cert: cert, key: key}
	return c, c.load(c.changed())
}

// changed returns when the files were changed last; zero for one that cannot be looked at.
func (c *certificate) changed() (at [2]time.Time) {
	for i, path := range []string{c.cert, c.key} {
		if info, err := os.Stat(path); err == nil {
			at[i] = info.ModTime()
		}
	}
	return at
}

func (c *certificate) load(at [2]time.Time) error {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.pair, c.read = &pair, at
	return nil
}

// take replaces the certificate by another one.
func (c *certificate) take(fresh *certificate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cert, c.key, c.read, c.pair = fresh.cert, fresh.key, fresh.read, fresh.pair
}

// get returns the certificate of a handshake. If the new files do not fit together, as between the two steps of a
// renewal, it is the one from before.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.changed()
	if at != c.read {
		_ = c.load(at)
	}
	return c.pair, nil
}
