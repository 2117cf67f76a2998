// SPDX-License-Identifier: MIT
// A pad for the mouse: x is the pitch, y the brightness of a sound. You are blue; when you pause, the
// model, yellow, plays on.
//
// Start `mdrnn run mouse-3d-xs --threshold 0.5` first. It needs the libraries oscP5 and Sound: Sketch >
// Import Library > Manage Libraries. Keys: c, p, b and u choose who plays (callresponse, polyphony,
// battle, useronly), r forgets the past, s is for sound, m for MIDI.
import javax.sound.midi.*;
import netP5.*;
import oscP5.*;
import processing.sound.*;

final String host = "127.0.0.1";  // where mdrnn runs
final int toPort = 6000;
final int fromPort = 6001;
final String midiName = "";  // a part of the name of the MIDI output; "": the first that there is

OscP5 osc;
NetAddress mdrnn;
SawOsc voice;
LowPass filter;
Receiver midi;  // null: none
boolean hasSound = true;
boolean hasMidi = false;

// Written by the thread of oscP5, read by draw.
volatile float[] its = {0.5, 0.5};
volatile int itsTime = -10000;
volatile String said = "";
float[] yours = {0.5, 0.5};
int yourTime = -10000;

void setup() {
  size(600, 600);
  osc = new OscP5(this, fromPort);
  mdrnn = new NetAddress(host, toPort);
  voice = new SawOsc(this);
  filter = new LowPass(this);
  voice.play(220, 0.0);
  filter.process(voice, 800);
  midi = openMidi();
  noStroke();
}

void draw() {
  fill(0, 40);  // what was drawn before fades
  rect(0, 0, width, height);
  boolean itsTurn = itsTime > yourTime;
  point(yours, color(64, 128, 255), !itsTurn);
  point(its, color(255, 190, 60), itsTurn);
  fill(200);
  text(said, 10, height - 10);
  float[] now = itsTurn ? its : yours;
  boolean isFresh = millis() - max(itsTime, yourTime) < 2000;
  voice.freq(110 * pow(2, 3 * now[0]));
  voice.amp(hasSound && isFresh ? 0.2 : 0.0);
  filter.freq(200 * pow(2, 5 * now[1]));
}

void point(float[] at, int colour, boolean plays) {
  fill(colour);
  float size = plays ? 40 : 16;
  ellipse(at[0] * width, (1 - at[1]) * height, size, size);
}

// ---- you

void mouseMoved() {
  play();
}

void mouseDragged() {
  play();
}

void play() {
  float x = constrain(mouseX / float(width), 0, 1);
  float y = constrain(1 - mouseY / float(height), 0, 1);
  yours = new float[] {x, y};
  yourTime = millis();
  OscMessage message = new OscMessage("/interface");
  message.add(x);
  message.add(y);
  osc.send(message, mdrnn);
  sendMidi(yours);
}

void keyPressed() {
  if (key == 'c') mode("callresponse");
  if (key == 'p') mode("polyphony");
  if (key == 'b') mode("battle");
  if (key == 'u') mode("useronly");
  if (key == 'r') osc.send(new OscMessage("/mdrnn/reset"), mdrnn);
  if (key == 's') hasSound = !hasSound;
  if (key == 'm') hasMidi = !hasMidi;
}

void mode(String name) {
  OscMessage message = new OscMessage("/mdrnn/mode");
  message.add(name);
  osc.send(message, mdrnn);
}

// ---- the machine

void oscEvent(OscMessage message) {
  if (message.checkAddrPattern("/impsy") && message.checkTypetag("ff")) {
    its = new float[] {message.get(0).floatValue(), message.get(1).floatValue()};
    itsTime = millis();
    sendMidi(its);
  } else if (message.checkAddrPattern("/mdrnn/error")) {
    said = message.get(0).stringValue();
  }
}

// ---- MIDI: controllers 1 and 2 on channel 1

synchronized void sendMidi(float[] values) {
  if (!hasMidi || midi == null) return;
  try {
    for (int i = 0; i < values.length; i++) {
      midi.send(new ShortMessage(ShortMessage.CONTROL_CHANGE, 0, i + 1, round(values[i] * 127)), -1);
    }
  } catch (InvalidMidiDataException error) {
    said = error.getMessage();
  }
}

Receiver openMidi() {
  for (MidiDevice.Info info : MidiSystem.getMidiDeviceInfo()) {
    try {
      MidiDevice device = MidiSystem.getMidiDevice(info);
      if (device.getMaxReceivers() != 0 && info.getName().contains(midiName)) {
        device.open();
        return device.getReceiver();
      }
    } catch (MidiUnavailableException error) {
      said = info.getName() + ": " + error.getMessage();
    }
  }
  return null;
}
