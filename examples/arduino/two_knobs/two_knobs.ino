// SPDX-License-Identifier: MIT
// Arduino: you turn two knobs (A0, A1); when they rest, the model plays on, and two lamps (pins 9, 10) follow it.
//
// mdrnn run mouse-3d-xs --threshold 0.5 --serial /dev/ttyACM0
const float kMoved = 0.01f;   // of a knob's range; smaller changes are noise
const int kLongestLine = 64;  // characters

static float heard[2] = {0.5f, 0.5f};
static char line[kLongestLine];
static int length = 0;

static void show(const float *values) {
  analogWrite(9, (int)(values[0] * 255));
  analogWrite(10, (int)(values[1] * 255));
}

static void send_knobs() {
  const float now[2] = {analogRead(A0) / 1023.0f, analogRead(A1) / 1023.0f};
  if (fabs(now[0] - heard[0]) < kMoved && fabs(now[1] - heard[1]) < kMoved) return;
  heard[0] = now[0];
  heard[1] = now[1];
  Serial.print(now[0], 4);
  Serial.print(',');
  Serial.println(now[1], 4);
  show(heard);
}

static void receive_answers() {
  while (Serial.available() > 0) {
    const char next = (char)Serial.read();
    if (next != '\n') {
      if (length < kLongestLine - 1) line[length++] = next;
      continue;
    }
    line[length] = 0;
    length = 0;
    char *comma = strchr(line, ',');
    if (comma == NULL) continue;
    const float values[2] = {(float)atof(line), (float)atof(comma + 1)};
    show(values);
  }
}

void setup() {
  Serial.begin(115200);
  pinMode(9, OUTPUT);
  pinMode(10, OUTPUT);
}

void loop() {
  send_knobs();
  receive_answers();
  delay(10);
}
