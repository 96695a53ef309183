package receipt

import "time"

// Document is a receipt for one upload or several, as JSON. Its names are a promise.
type Document struct {
	Receipt int       `json:"receipt"` // version of this form: Version
	Program string    `json:"program"` // that made it, with its version
	Made    time.Time `json:"made"`
	Uploads []Upload  `json:"uploads"`
}

// Version is the version of the form of a Document.
const Version = 1

// Upload is one upload of a receipt. It has no secrets.
type Upload struct {
	Job       string     `json:"job"`
	Name      string     `json:"name"`
	Path      string     `json:"path"`
	PathBytes []byte     `json:"path_bytes,omitempty"` // base64 of a path that is not UTF-8
	Size      int64      `json:"size"`
	Modified  *time.Time `json:"modified"`
	SHA256    *string    `json:"sha256"` // of what was sent; null = not known
	Server    string     `json:"server"`
	URL       string     `json:"url"`
	Session   *string    `json:"session"`
	HostID    *string    `json:"host_id"`
	Outcome   string     `json:"outcome"` // "done", or how else it ended
	Restarted int        `json:"restarted"`
	Added     *time.Time `json:"added"`
	Started   *time.Time `json:"started"`
	Ended     *time.Time `json:"ended"`

	Compared   *By        `json:"compared"`    // what was compared with what the server has; null = nothing
	Verified   bool       `json:"verified"`    // its content is the same
	Differs    bool       `json:"differs"`     // it has something else
	ComparedAt *time.Time `json:"compared_at"` // when
	ServerSays *string    `json:"server_sha256"`

	Answers []Answer `json:"answers"` // the acknowledgements, oldest first
	Text    string   `json:"text"`    // how it ended, in English
}

// Answer is what a server said at a step of an upload.
type Answer struct {
	At     time.Time `json:"at"`
	Packet string    `json:"packet"`
	Status int       `json:"status"` // HTTP
	Text   string    `json:"text"`
}
