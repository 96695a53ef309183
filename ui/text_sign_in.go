package ui

import "strings"

// PlaceText names a server or a proxy to sign in at: its host, and the port where that is not the usual.
func PlaceText(place string) string {
	_, host, ok := strings.Cut(place, "://")
	if !ok {
		return place
	}
	return host
}

// placeOr names who asks for a sign-in; where that is not known, the server of an address.
func placeOr(place, address string) string {
	if place == "" {
		return host(address)
	}
	return PlaceText(place)
}
