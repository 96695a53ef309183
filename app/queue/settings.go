package queue

import (
	"fmt"

	"sendoff/ui/list"
)

// Keys of the settings in the store. They are stored: do not change them.
const (
	keySettings = "window"
	keyPractice = "practice"
	keyAccounts = "accounts"
)

// SettingStore is the part of the engine that keeps settings.
type SettingStore interface {
	LoadSetting(key string, v any) (bool, error)
	SaveSetting(key string, v any) error
}

// LoadSettings reads the window's settings; the zero value if there are none.
func LoadSettings(s SettingStore) (list.Settings, error) {
	var v list.Settings
	if _, err := s.LoadSetting(keySettings, &v); err != nil {
		return list.Settings{}, fmt.Errorf("load the settings: %w", err)
	}
	return v, nil
}

// SaveSettings stores the window's settings.
func SaveSettings(s SettingStore, v list.Settings) error {
	if err := s.SaveSetting(keySettings, v.Stored()); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	return nil
}

// practiceSettings are stored for the practice server.
type practiceSettings struct {
	Port int `json:"port"` // 0 = never started
	// Ours is set if the server's folder was empty when it was first used: whatever is in it came to the server.
	Ours bool `json:"ours,omitempty"`
}
