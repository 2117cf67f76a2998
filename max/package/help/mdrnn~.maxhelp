{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 5,
			"revision": 5,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [
			60.0,
			90.0,
			960.0,
			720.0
		],
		"bglocked": 0,
		"openinpresentation": 0,
		"default_fontsize": 12.0,
		"default_fontface": 0,
		"default_fontname": "Arial",
		"gridonopen": 1,
		"gridsize": [
			15.0,
			15.0
		],
		"gridsnaponopen": 1,
		"objectsnaponopen": 1,
		"statusbarvisible": 2,
		"toolbarvisible": 1,
		"boxanimatetime": 200,
		"enablehscroll": 1,
		"enablevscroll": 1,
		"editing_bgcolor": [
			0.96,
			0.97,
			0.98,
			1.0
		],
		"locked_bgcolor": [
			0.96,
			0.97,
			0.98,
			1.0
		],
		"showrootpatcherontab": 0,
		"showontab": 0,
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						20.0,
						103.02640000000002,
						22.0
					],
					"text": "p \"first sound\"",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							60.0,
							90.0,
							960.0,
							690.0
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"editing_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"locked_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										0.0,
										0.0,
										960.0,
										40.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.79,
										0.83,
										0.9,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										7.0,
										88.704,
										29.0
									],
									"text": "mdrnn~",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 20.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										108.3744,
										12.0,
										261.9000000000001,
										22.0
									],
									"text": "a neural network that plays with you",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 14.0
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										52.0,
										190.0,
										236.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										56.0,
										126.96420000000002,
										21.0
									],
									"text": "1  click and listen",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"int"
									],
									"patching_rect": [
										24.0,
										84.0,
										52.0,
										52.0
									],
									"parameter_enable": 0
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										86.0,
										88.0,
										108.0,
										62.0
									],
									"text": "This sends it a first event, which it answers.",
									"linecount": 4,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"int",
										"int"
									],
									"patching_rect": [
										24.0,
										150.0,
										120.0,
										22.0
									],
									"text": "t i i"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"bang",
										""
									],
									"patching_rect": [
										24.0,
										190.0,
										45.0088,
										22.0
									],
									"text": "sel 1"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										24.0,
										230.0,
										56.02479999999999,
										22.0
									],
									"text": "0.3 0.6"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										124.5,
										190.0,
										46.0,
										22.0
									],
									"text": "dac~"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										212.0,
										52.0,
										220.0,
										236.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										220.0,
										56.0,
										131.34000000000003,
										21.0
									],
									"text": "2  drag, then let go",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "pictslider",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"int",
										"int"
									],
									"patching_rect": [
										226.0,
										84.0,
										130.0,
										130.0
									],
									"jump": 1,
									"parameter_enable": 0,
									"leftvalue": 0,
									"rightvalue": 1000,
									"bottomvalue": 0,
									"topvalue": 1000
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										226.0,
										228.0,
										65.9392,
										22.0
									],
									"text": "pack 0 0"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "newobj",
									"numinlets": 6,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										226.0,
										260.0,
										121.01920000000003,
										22.0
									],
									"text": "scale 0 1000 0. 1."
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										442.0,
										52.0,
										506.0,
										236.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										450.0,
										56.0,
										44.6196,
										21.0
									],
									"text": "3  try",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 7,
									"outlettype": [
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"",
										""
									],
									"patching_rect": [
										226.0,
										322.0,
										340.0,
										22.0
									],
									"text": "mdrnn~ mouse-3d-xs"
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										574.0,
										323.0,
										310.90079999999995,
										20.0
									],
									"text": "a model file, then attributes, such as @mode battle",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										460.0,
										84.0,
										230.0,
										22.0
									],
									"attr": "mode"
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										696.0,
										85.0,
										72.4656,
										20.0
									],
									"text": "who plays",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										460.0,
										116.0,
										230.0,
										22.0
									],
									"attr": "threshold"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										696.0,
										117.0,
										228.52560000000003,
										20.0
									],
									"text": "seconds of silence before it answers",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										460.0,
										148.0,
										230.0,
										22.0
									],
									"attr": "pi_temperature"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										696.0,
										149.0,
										170.01840000000004,
										20.0
									],
									"text": "how much its choices vary",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										460.0,
										180.0,
										230.0,
										22.0
									],
									"attr": "sigma_temperature"
								}
							},
							{
								"box": {
									"id": "obj-28",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										696.0,
										181.0,
										194.49840000000006,
										20.0
									],
									"text": "how much they are randomised",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-29",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										460.0,
										212.0,
										230.0,
										22.0
									],
									"attr": "timescale"
								}
							},
							{
								"box": {
									"id": "obj-30",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										696.0,
										213.0,
										104.16720000000002,
										20.0
									],
									"text": "2 is half as fast",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-31",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										460.0,
										244.0,
										230.0,
										22.0
									],
									"attr": "pause"
								}
							},
							{
								"box": {
									"id": "obj-32",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										696.0,
										245.0,
										130.9728,
										20.0
									],
									"text": "1 stops, 0 continues",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-33",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										226.0,
										470.0,
										140.0,
										22.0
									],
									"text": "p synth",
									"patcher": {
										"fileversion": 1,
										"appversion": {
											"major": 8,
											"minor": 5,
											"revision": 5,
											"architecture": "x64",
											"modernui": 1
										},
										"classnamespace": "box",
										"rect": [
											60.0,
											90.0,
											470.0,
											400.0
										],
										"bglocked": 0,
										"openinpresentation": 0,
										"default_fontsize": 12.0,
										"default_fontface": 0,
										"default_fontname": "Arial",
										"gridonopen": 1,
										"gridsize": [
											15.0,
											15.0
										],
										"gridsnaponopen": 1,
										"objectsnaponopen": 1,
										"statusbarvisible": 2,
										"toolbarvisible": 1,
										"boxanimatetime": 200,
										"enablehscroll": 1,
										"enablevscroll": 1,
										"editing_bgcolor": [
											0.96,
											0.97,
											0.98,
											1.0
										],
										"locked_bgcolor": [
											0.96,
											0.97,
											0.98,
											1.0
										],
										"boxes": [
											{
												"box": {
													"id": "obj-1",
													"maxclass": "inlet",
													"numinlets": 0,
													"numoutlets": 1,
													"outlettype": [
														""
													],
													"patching_rect": [
														30.0,
														20.0,
														30.0,
														30.0
													],
													"comment": "x, from 0 to 1: pitch",
													"index": 1
												}
											},
											{
												"box": {
													"id": "obj-2",
													"maxclass": "inlet",
													"numinlets": 0,
													"numoutlets": 1,
													"outlettype": [
														""
													],
													"patching_rect": [
														180.0,
														20.0,
														30.0,
														30.0
													],
													"comment": "y, from 0 to 1: brightness",
													"index": 2
												}
											},
											{
												"box": {
													"id": "obj-3",
													"maxclass": "inlet",
													"numinlets": 0,
													"numoutlets": 1,
													"outlettype": [
														""
													],
													"patching_rect": [
														340.0,
														20.0,
														30.0,
														30.0
													],
													"comment": "bang: an event",
													"index": 3
												}
											},
											{
												"box": {
													"id": "obj-4",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														66.0,
														55.535199999999996,
														22.0
													],
													"text": "*~ 36."
												}
											},
											{
												"box": {
													"id": "obj-5",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														102.0,
														55.535199999999996,
														22.0
													],
													"text": "+~ 40."
												}
											},
											{
												"box": {
													"id": "obj-6",
													"maxclass": "newobj",
													"numinlets": 1,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														138.0,
														52.108,
														22.0
													],
													"text": "mtof~"
												}
											},
											{
												"box": {
													"id": "obj-7",
													"maxclass": "newobj",
													"numinlets": 3,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														180.0,
														66.0,
														147.4576,
														22.0
													],
													"text": "rampsmooth~ 480 480"
												}
											},
											{
												"box": {
													"id": "obj-8",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														180.0,
														102.0,
														55.535199999999996,
														22.0
													],
													"text": "*~ 54."
												}
											},
											{
												"box": {
													"id": "obj-9",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														180.0,
														138.0,
														55.535199999999996,
														22.0
													],
													"text": "+~ 60."
												}
											},
											{
												"box": {
													"id": "obj-10",
													"maxclass": "newobj",
													"numinlets": 1,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														180.0,
														174.0,
														52.108,
														22.0
													],
													"text": "mtof~"
												}
											},
											{
												"box": {
													"id": "obj-11",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														180.0,
														51.0064,
														22.0
													],
													"text": "saw~"
												}
											},
											{
												"box": {
													"id": "obj-12",
													"maxclass": "newobj",
													"numinlets": 3,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														236.0,
														130.0,
														22.0
													],
													"text": "lores~ 1000 0.4"
												}
											},
											{
												"box": {
													"id": "obj-13",
													"maxclass": "message",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														""
													],
													"patching_rect": [
														340.0,
														66.0,
														92.0104,
														22.0
													],
													"text": "0.3 15 0. 900"
												}
											},
											{
												"box": {
													"id": "obj-14",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 2,
													"outlettype": [
														"signal",
														"bang"
													],
													"patching_rect": [
														340.0,
														102.0,
														48.55839999999999,
														22.0
													],
													"text": "line~"
												}
											},
											{
												"box": {
													"id": "obj-15",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														290.0,
														60.0,
														22.0
													],
													"text": "*~"
												}
											},
											{
												"box": {
													"id": "obj-16",
													"maxclass": "outlet",
													"numinlets": 1,
													"numoutlets": 0,
													"patching_rect": [
														30.0,
														340.0,
														30.0,
														30.0
													],
													"comment": "the sound",
													"index": 1
												}
											},
											{
												"box": {
													"id": "obj-17",
													"maxclass": "comment",
													"numinlets": 1,
													"numoutlets": 0,
													"patching_rect": [
														130.0,
														330.0,
														300.0,
														20.0
													],
													"text": "Each event sounds for 0.9 seconds.",
													"linecount": 1,
													"textcolor": [
														0.1,
														0.16,
														0.25,
														1.0
													]
												}
											}
										],
										"lines": [
											{
												"patchline": {
													"source": [
														"obj-1",
														0
													],
													"destination": [
														"obj-4",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-4",
														0
													],
													"destination": [
														"obj-5",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-5",
														0
													],
													"destination": [
														"obj-6",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-2",
														0
													],
													"destination": [
														"obj-7",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-7",
														0
													],
													"destination": [
														"obj-8",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-8",
														0
													],
													"destination": [
														"obj-9",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-9",
														0
													],
													"destination": [
														"obj-10",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-6",
														0
													],
													"destination": [
														"obj-11",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-11",
														0
													],
													"destination": [
														"obj-12",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-10",
														0
													],
													"destination": [
														"obj-12",
														1
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-3",
														0
													],
													"destination": [
														"obj-13",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-13",
														0
													],
													"destination": [
														"obj-14",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-12",
														0
													],
													"destination": [
														"obj-15",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-14",
														0
													],
													"destination": [
														"obj-15",
														1
													],
													"midpoints": [
														349.5,
														128.0,
														322,
														128.0,
														322,
														281.0,
														80.5,
														281.0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-15",
														0
													],
													"destination": [
														"obj-16",
														0
													]
												}
											}
										]
									}
								}
							},
							{
								"box": {
									"id": "obj-34",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"",
										""
									],
									"patching_rect": [
										474.0,
										392.0,
										80.9944,
										22.0
									],
									"text": "route event"
								}
							},
							{
								"box": {
									"id": "obj-35",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"",
										"bang"
									],
									"patching_rect": [
										474.0,
										432.0,
										39.1336,
										22.0
									],
									"text": "t l b"
								}
							},
							{
								"box": {
									"id": "obj-36",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										276.0,
										508.0,
										97.39600000000002,
										22.0
									],
									"text": "loadmess 110"
								}
							},
							{
								"box": {
									"id": "obj-37",
									"maxclass": "gain~",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										""
									],
									"patching_rect": [
										226.0,
										542.0,
										140.0,
										18.0
									],
									"orientation": 1,
									"parameter_enable": 0
								}
							},
							{
								"box": {
									"id": "obj-38",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										226.0,
										584.0,
										46.0,
										22.0
									],
									"text": "dac~"
								}
							},
							{
								"box": {
									"id": "obj-39",
									"maxclass": "meter~",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"float"
									],
									"patching_rect": [
										286.0,
										587.0,
										80.0,
										16.0
									]
								}
							},
							{
								"box": {
									"id": "obj-40",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										60.0,
										470.0,
										160.0,
										34.0
									],
									"text": "x and y as signals: pitch and brightness",
									"linecount": 2,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-41",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										442.0,
										362.0,
										506.0,
										316.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-42",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										600.0,
										396.0,
										66.7638,
										21.0
									],
									"text": "4  watch",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-43",
									"maxclass": "newobj",
									"numinlets": 6,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										474.0,
										472.0,
										129.09760000000003,
										22.0
									],
									"text": "scale 0. 1. 0. 1000."
								}
							},
							{
								"box": {
									"id": "obj-44",
									"maxclass": "pictslider",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"int",
										"int"
									],
									"patching_rect": [
										474.0,
										508.0,
										160.0,
										160.0
									],
									"jump": 1,
									"parameter_enable": 0,
									"leftvalue": 0,
									"rightvalue": 1000,
									"bottomvalue": 0,
									"topvalue": 1000,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-45",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										660.0,
										520.0,
										270.0,
										48.0
									],
									"text": "Each event is output at its own time: as a message, event x y, and as signals on the same sample.",
									"linecount": 3,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-8",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-9",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-10",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										1
									],
									"destination": [
										"obj-11",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										1
									],
									"destination": [
										"obj-15",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-15",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-16",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"midpoints": [
										469.5,
										110.0,
										452,
										110.0,
										452,
										313.0,
										235.5,
										313.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"midpoints": [
										469.5,
										142.0,
										452,
										142.0,
										452,
										313.0,
										235.5,
										313.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-25",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"midpoints": [
										469.5,
										174.0,
										452,
										174.0,
										452,
										313.0,
										235.5,
										313.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-27",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"midpoints": [
										469.5,
										206.0,
										452,
										206.0,
										452,
										313.0,
										235.5,
										313.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"midpoints": [
										469.5,
										238.0,
										452,
										238.0,
										452,
										313.0,
										235.5,
										313.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-31",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"midpoints": [
										469.5,
										270.0,
										452,
										270.0,
										452,
										313.0,
										235.5,
										313.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										0
									],
									"destination": [
										"obj-19",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-19",
										0
									],
									"midpoints": [
										33.5,
										256.0,
										33.5,
										256.0,
										33.5,
										313.0,
										235.5,
										313.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-33",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										1
									],
									"destination": [
										"obj-33",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										5
									],
									"destination": [
										"obj-34",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-34",
										0
									],
									"destination": [
										"obj-35",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-35",
										1
									],
									"destination": [
										"obj-33",
										2
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-33",
										0
									],
									"destination": [
										"obj-37",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-36",
										0
									],
									"destination": [
										"obj-37",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-37",
										0
									],
									"destination": [
										"obj-38",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-37",
										0
									],
									"destination": [
										"obj-38",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-37",
										0
									],
									"destination": [
										"obj-39",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-35",
										0
									],
									"destination": [
										"obj-43",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-43",
										0
									],
									"destination": [
										"obj-44",
										0
									]
								}
							}
						]
					}
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						110.0,
						54.0,
						69.9784,
						22.0
					],
					"text": "p signals",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							60.0,
							90.0,
							960.0,
							690.0
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"editing_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"locked_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										0.0,
										0.0,
										960.0,
										40.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.79,
										0.83,
										0.9,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										7.0,
										88.704,
										29.0
									],
									"text": "mdrnn~",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 20.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										108.3744,
										12.0,
										256.47360000000003,
										22.0
									],
									"text": "signals in and out, sample-accurate",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 14.0
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										52.0,
										300.0,
										194.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										56.0,
										161.57280000000006,
										21.0
									],
									"text": "in: one signal per value",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"int"
									],
									"patching_rect": [
										244.0,
										84.0,
										44.0,
										44.0
									],
									"parameter_enable": 0
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										244.0,
										146.0,
										46.0,
										22.0
									],
									"text": "dac~"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										84.0,
										216.0,
										34.0
									],
									"text": "Turn the audio on: two slow random signals play.",
									"linecount": 2,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										24.0,
										132.0,
										73.52799999999999,
										22.0
									],
									"text": "rand~ 1.5"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										24.0,
										166.0,
										55.535199999999996,
										22.0
									],
									"text": "*~ 0.5"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										24.0,
										200.0,
										55.535199999999996,
										22.0
									],
									"text": "+~ 0.5"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										124.0,
										132.0,
										73.52799999999999,
										22.0
									],
									"text": "rand~ 1.5"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										124.0,
										166.0,
										55.535199999999996,
										22.0
									],
									"text": "*~ 0.5"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										124.0,
										200.0,
										55.535199999999996,
										22.0
									],
									"text": "+~ 0.5"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 7,
									"outlettype": [
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"",
										""
									],
									"patching_rect": [
										24.0,
										284.0,
										440.0,
										22.0
									],
									"text": "mdrnn~ mouse-3d-xs @sense change @glide linear @mode polyphony"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										474.0,
										285.0,
										422.2847999999999,
										20.0
									],
									"text": "last inlet: trigger; when it goes above 0, the values become one event",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										322.0,
										52.0,
										626.0,
										194.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										330.0,
										56.0,
										333.6876,
										21.0
									],
									"text": "which signals make events, and how values move",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										346.0,
										84.0,
										230.0,
										22.0
									],
									"attr": "sense"
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										582.0,
										85.0,
										133.17600000000004,
										20.0
									],
									"text": "trigger, change or off",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										346.0,
										116.0,
										230.0,
										22.0
									],
									"attr": "delta"
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										582.0,
										117.0,
										108.45120000000001,
										20.0
									],
									"text": "smallest change",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										346.0,
										148.0,
										230.0,
										22.0
									],
									"attr": "gap"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										582.0,
										149.0,
										208.3296,
										20.0
									],
									"text": "shortest time between two, in ms",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										346.0,
										180.0,
										230.0,
										22.0
									],
									"attr": "glide"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										582.0,
										181.0,
										172.71120000000005,
										20.0
									],
									"text": "hold, linear or milliseconds",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										346.0,
										215.0,
										580.0,
										20.0
									],
									"text": "@mc 1, typed into the box: all values in one cable, in and out (below).",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-28",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										326.0,
										936.0,
										162.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-29",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										900.0,
										330.0,
										31.4922,
										21.0
									],
									"text": "out",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-30",
									"maxclass": "scope~",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										24.0,
										382.0,
										170.0,
										72.0
									],
									"range": [
										0.0,
										1.0
									],
									"calccount": 256
								}
							},
							{
								"box": {
									"id": "obj-31",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										30.0,
										458.0,
										18.9768,
										20.0
									],
									"text": "x",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-32",
									"maxclass": "scope~",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										208.0,
										382.0,
										170.0,
										72.0
									],
									"range": [
										0.0,
										1.0
									],
									"calccount": 256
								}
							},
							{
								"box": {
									"id": "obj-33",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										214.0,
										458.0,
										18.9768,
										20.0
									],
									"text": "y",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-34",
									"maxclass": "scope~",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										392.0,
										382.0,
										170.0,
										72.0
									],
									"range": [
										0.0,
										1.0
									],
									"calccount": 256
								}
							},
							{
								"box": {
									"id": "obj-35",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										398.0,
										458.0,
										147.1296,
										20.0
									],
									"text": "trigger: 1 at each event",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-36",
									"maxclass": "scope~",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										576.0,
										382.0,
										170.0,
										72.0
									],
									"range": [
										0.0,
										1.0
									],
									"calccount": 256
								}
							},
							{
								"box": {
									"id": "obj-37",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										582.0,
										458.0,
										142.60080000000002,
										20.0
									],
									"text": "ramp to the next event",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-38",
									"maxclass": "scope~",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										760.0,
										382.0,
										170.0,
										72.0
									],
									"range": [
										0.0,
										1.0
									],
									"calccount": 256
								}
							},
							{
								"box": {
									"id": "obj-39",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										766.0,
										458.0,
										162.79680000000005,
										20.0
									],
									"text": "gate: 1 while it is playing",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-40",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										498.0,
										400.0,
										184.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-41",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										186.0,
										502.0,
										149.63880000000003,
										21.0
									],
									"text": "a tone: x and the gate",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-42",
									"maxclass": "newobj",
									"numinlets": 6,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										24.0,
										508.0,
										146.60080000000002,
										22.0
									],
									"text": "scale~ 0. 1. 150. 900."
								}
							},
							{
								"box": {
									"id": "obj-43",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										24.0,
										544.0,
										58.4728,
										22.0
									],
									"text": "cycle~"
								}
							},
							{
								"box": {
									"id": "obj-44",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										24.0,
										580.0,
										60.0,
										22.0
									],
									"text": "*~"
								}
							},
							{
								"box": {
									"id": "obj-45",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										24.0,
										616.0,
										55.535199999999996,
										22.0
									],
									"text": "*~ 0.1"
								}
							},
							{
								"box": {
									"id": "obj-46",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										176.0,
										544.0,
										147.4576,
										22.0
									],
									"text": "rampsmooth~ 960 960"
								}
							},
							{
								"box": {
									"id": "obj-47",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										24.0,
										652.0,
										46.0,
										22.0
									],
									"text": "dac~"
								}
							},
							{
								"box": {
									"id": "obj-48",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										422.0,
										498.0,
										526.0,
										184.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-49",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										430.0,
										502.0,
										172.31340000000003,
										21.0
									],
									"text": "eight values in one cable",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-50",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 6,
									"outlettype": [
										"multichannelsignal",
										"signal",
										"signal",
										"signal",
										"",
										""
									],
									"patching_rect": [
										436.0,
										536.0,
										400.0,
										22.0
									],
									"text": "mdrnn~ knobs-9d-s @mc 1 @mode battle"
								}
							},
							{
								"box": {
									"id": "obj-51",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 8,
									"outlettype": [
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"signal"
									],
									"patching_rect": [
										436.0,
										580.0,
										500.0,
										22.0
									],
									"text": "mc.unpack~ 8"
								}
							},
							{
								"box": {
									"id": "obj-52",
									"maxclass": "number~",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"float"
									],
									"patching_rect": [
										436.0,
										626.0,
										58.0,
										22.0
									],
									"mode": 2,
									"sig": 0.0
								}
							},
							{
								"box": {
									"id": "obj-53",
									"maxclass": "number~",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"float"
									],
									"patching_rect": [
										499.0,
										626.0,
										58.0,
										22.0
									],
									"mode": 2,
									"sig": 0.0
								}
							},
							{
								"box": {
									"id": "obj-54",
									"maxclass": "number~",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"float"
									],
									"patching_rect": [
										562.0,
										626.0,
										58.0,
										22.0
									],
									"mode": 2,
									"sig": 0.0
								}
							},
							{
								"box": {
									"id": "obj-55",
									"maxclass": "number~",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"float"
									],
									"patching_rect": [
										625.0,
										626.0,
										58.0,
										22.0
									],
									"mode": 2,
									"sig": 0.0
								}
							},
							{
								"box": {
									"id": "obj-56",
									"maxclass": "number~",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"float"
									],
									"patching_rect": [
										688.0,
										626.0,
										58.0,
										22.0
									],
									"mode": 2,
									"sig": 0.0
								}
							},
							{
								"box": {
									"id": "obj-57",
									"maxclass": "number~",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"float"
									],
									"patching_rect": [
										751.0,
										626.0,
										58.0,
										22.0
									],
									"mode": 2,
									"sig": 0.0
								}
							},
							{
								"box": {
									"id": "obj-58",
									"maxclass": "number~",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"float"
									],
									"patching_rect": [
										814.0,
										626.0,
										58.0,
										22.0
									],
									"mode": 2,
									"sig": 0.0
								}
							},
							{
								"box": {
									"id": "obj-59",
									"maxclass": "number~",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"float"
									],
									"patching_rect": [
										877.0,
										626.0,
										58.0,
										22.0
									],
									"mode": 2,
									"sig": 0.0
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-6",
										0
									],
									"destination": [
										"obj-7",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-10",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-11",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										0
									],
									"destination": [
										"obj-13",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-14",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-15",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-15",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-15",
										0
									],
									"midpoints": [
										355.5,
										110.0,
										338,
										110.0,
										338,
										275.0,
										33.5,
										275.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-15",
										0
									],
									"midpoints": [
										355.5,
										142.0,
										338,
										142.0,
										338,
										275.0,
										33.5,
										275.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-15",
										0
									],
									"midpoints": [
										355.5,
										174.0,
										338,
										174.0,
										338,
										275.0,
										33.5,
										275.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-25",
										0
									],
									"destination": [
										"obj-15",
										0
									],
									"midpoints": [
										355.5,
										206.0,
										338,
										206.0,
										338,
										275.0,
										33.5,
										275.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-30",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										1
									],
									"destination": [
										"obj-32",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										2
									],
									"destination": [
										"obj-34",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										3
									],
									"destination": [
										"obj-36",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										4
									],
									"destination": [
										"obj-38",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-42",
										0
									],
									"midpoints": [
										33.5,
										310.0,
										17,
										310.0,
										17,
										499.0,
										33.5,
										499.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										0
									],
									"destination": [
										"obj-43",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-43",
										0
									],
									"destination": [
										"obj-44",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-44",
										0
									],
									"destination": [
										"obj-45",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-45",
										0
									],
									"destination": [
										"obj-47",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-45",
										0
									],
									"destination": [
										"obj-47",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										4
									],
									"destination": [
										"obj-46",
										0
									],
									"midpoints": [
										314.2,
										310.0,
										385,
										310.0,
										385,
										535.0,
										185.5,
										535.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-46",
										0
									],
									"destination": [
										"obj-44",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-50",
										0
									],
									"destination": [
										"obj-51",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										0
									],
									"destination": [
										"obj-52",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										1
									],
									"destination": [
										"obj-53",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										2
									],
									"destination": [
										"obj-54",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										3
									],
									"destination": [
										"obj-55",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										4
									],
									"destination": [
										"obj-56",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										5
									],
									"destination": [
										"obj-57",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										6
									],
									"destination": [
										"obj-58",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-51",
										7
									],
									"destination": [
										"obj-59",
										0
									]
								}
							}
						]
					}
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						88.0,
						65.44959999999999,
						22.0
					],
					"text": "p modes",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							60.0,
							90.0,
							960.0,
							690.0
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"editing_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"locked_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										0.0,
										0.0,
										960.0,
										40.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.79,
										0.83,
										0.9,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										7.0,
										88.704,
										29.0
									],
									"text": "mdrnn~",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 20.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										108.3744,
										12.0,
										149.6592,
										22.0
									],
									"text": "who plays, and how",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 14.0
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 7,
									"outlettype": [
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"",
										""
									],
									"patching_rect": [
										30.0,
										486.0,
										340.0,
										22.0
									],
									"text": "mdrnn~ mouse-3d-xs"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										52.0,
										400.0,
										152.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										56.0,
										77.5044,
										21.0
									],
									"text": "who plays",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										82.0,
										126.40480000000001,
										22.0
									],
									"text": "mode callresponse"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										83.0,
										185.31840000000003,
										20.0
									],
									"text": "In turn: you stop, it answers.",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										112.0,
										111.34960000000002,
										22.0
									],
									"text": "mode polyphony"
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										113.0,
										234.64560000000003,
										20.0
									],
									"text": "Together: one event for each of yours.",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										142.0,
										84.54400000000001,
										22.0
									],
									"text": "mode battle"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										143.0,
										121.05840000000002,
										20.0
									],
									"text": "The machine only.",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										172.0,
										101.43520000000002,
										22.0
									],
									"text": "mode useronly"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										173.0,
										67.56960000000001,
										20.0
									],
									"text": "You only.",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										214.0,
										400.0,
										232.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										218.0,
										131.60520000000002,
										21.0
									],
									"text": "what you can send",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										244.0,
										56.02479999999999,
										22.0
									],
									"text": "0.5 0.5"
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										245.0,
										209.79840000000004,
										20.0
									],
									"text": "your event: all values, from 0 to 1",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										277.0,
										80.99440000000001,
										22.0
									],
									"text": "value 0 0.9"
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										278.0,
										148.23120000000003,
										20.0
									],
									"text": "one value; the first is 0",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										310.0,
										54.923199999999994,
										22.0
									],
									"text": "seed 7"
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										311.0,
										171.12000000000003,
										20.0
									],
									"text": "restart the random numbers",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										343.0,
										45.008799999999994,
										22.0
									],
									"text": "reset"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										344.0,
										110.04240000000001,
										20.0
									],
									"text": "forget everything",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										376.0,
										107.0656,
										22.0
									],
									"text": "step 0.1 0.5 0.5"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										377.0,
										221.54880000000006,
										20.0
									],
									"text": "run the network once: dt and values",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										409.0,
										38.032,
										22.0
									],
									"text": "info"
								}
							},
							{
								"box": {
									"id": "obj-28",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										164.0,
										410.0,
										170.50800000000004,
										20.0
									],
									"text": "model, settings and counts",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-29",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										422.0,
										52.0,
										526.0,
										394.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-30",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										430.0,
										56.0,
										90.6318,
										21.0
									],
									"text": "how it plays",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-31",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										84.0,
										92.0104,
										22.0
									],
									"text": "threshold 0.1"
								}
							},
							{
								"box": {
									"id": "obj-32",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										548.0104,
										84.0,
										80.9944,
										22.0
									],
									"text": "threshold 1"
								}
							},
							{
								"box": {
									"id": "obj-33",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										85.0,
										122.8944,
										20.0
									],
									"text": "seconds of silence",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-34",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										117.0,
										113.55280000000002,
										22.0
									],
									"text": "pi_temperature 1"
								}
							},
							{
								"box": {
									"id": "obj-35",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										569.5528,
										117.0,
										113.55280000000002,
										22.0
									],
									"text": "pi_temperature 4"
								}
							},
							{
								"box": {
									"id": "obj-36",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										118.0,
										170.01840000000004,
										20.0
									],
									"text": "how much its choices vary",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-37",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										150.0,
										156.02560000000003,
										22.0
									],
									"text": "sigma_temperature 0.01"
								}
							},
							{
								"box": {
									"id": "obj-38",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										612.0256,
										150.0,
										138.0328,
										22.0
									],
									"text": "sigma_temperature 1"
								}
							},
							{
								"box": {
									"id": "obj-39",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										151.0,
										194.49840000000006,
										20.0
									],
									"text": "how much they are randomised",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-40",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										183.0,
										84.54399999999998,
										22.0
									],
									"text": "timescale 1"
								}
							},
							{
								"box": {
									"id": "obj-41",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										540.544,
										183.0,
										84.54399999999998,
										22.0
									],
									"text": "timescale 3"
								}
							},
							{
								"box": {
									"id": "obj-42",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										184.0,
										104.16720000000002,
										20.0
									],
									"text": "2 is half as fast",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-43",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										216.0,
										69.4888,
										22.0
									],
									"text": "max_dt 5"
								}
							},
							{
								"box": {
									"id": "obj-44",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										525.4888,
										216.0,
										80.50480000000002,
										22.0
									],
									"text": "max_dt 0.3"
								}
							},
							{
								"box": {
									"id": "obj-45",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										217.0,
										152.51520000000002,
										20.0
									],
									"text": "longest wait in seconds",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-46",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										249.0,
										101.9248,
										22.0
									],
									"text": "grain 0.007874"
								}
							},
							{
								"box": {
									"id": "obj-47",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										557.9248,
										249.0,
										56.02479999999999,
										22.0
									],
									"text": "grain 0"
								}
							},
							{
								"box": {
									"id": "obj-48",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										250.0,
										164.26560000000003,
										20.0
									],
									"text": "steps of MIDI, any value",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-49",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										282.0,
										78.05680000000001,
										22.0
									],
									"text": "autostart 1"
								}
							},
							{
								"box": {
									"id": "obj-50",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										534.0568000000001,
										282.0,
										78.05680000000001,
										22.0
									],
									"text": "autostart 0"
								}
							},
							{
								"box": {
									"id": "obj-51",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										283.0,
										151.78080000000003,
										20.0
									],
									"text": "1: it may begin by itself",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-52",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										315.0,
										49.048,
										22.0
									],
									"text": "thru 1"
								}
							},
							{
								"box": {
									"id": "obj-53",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										505.048,
										315.0,
										49.048,
										22.0
									],
									"text": "thru 0"
								}
							},
							{
								"box": {
									"id": "obj-54",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										316.0,
										174.54720000000003,
										20.0
									],
									"text": "output your own events, too",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-55",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										348.0,
										61.89999999999999,
										22.0
									],
									"text": "pause 1"
								}
							},
							{
								"box": {
									"id": "obj-56",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										517.9,
										348.0,
										61.89999999999999,
										22.0
									],
									"text": "pause 0"
								}
							},
							{
								"box": {
									"id": "obj-57",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										349.0,
										94.9872,
										20.0
									],
									"text": "stop, continue",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-58",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										381.0,
										100.82320000000001,
										22.0
									],
									"text": "synchronous 1"
								}
							},
							{
								"box": {
									"id": "obj-59",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										556.8232,
										381.0,
										100.82320000000001,
										22.0
									],
									"text": "synchronous 0"
								}
							},
							{
								"box": {
									"id": "obj-60",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										382.0,
										170.26320000000004,
										20.0
									],
									"text": "1: only for offline rendering",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-61",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										440.0,
										414.0,
										66.5512,
										22.0
									],
									"text": "pitemp 1"
								}
							},
							{
								"box": {
									"id": "obj-62",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										522.5512,
										414.0,
										109.024,
										22.0
									],
									"text": "sigmatemp 0.01"
								}
							},
							{
								"box": {
									"id": "obj-63",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										758.0,
										415.0,
										187.52159999999998,
										20.0
									],
									"text": "names from IMPSY work, too",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-64",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"",
										""
									],
									"patching_rect": [
										278.0,
										540.0,
										80.9944,
										22.0
									],
									"text": "route event"
								}
							},
							{
								"box": {
									"id": "obj-65",
									"maxclass": "multislider",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"",
										""
									],
									"patching_rect": [
										278.0,
										590.0,
										160.0,
										44.0
									],
									"setminmax": [
										0.0,
										1.0
									],
									"orientation": 0,
									"parameter_enable": 0,
									"ignoreclick": 1,
									"size": 2
								}
							},
							{
								"box": {
									"id": "obj-66",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										278.0,
										638.0,
										88.62240000000003,
										20.0
									],
									"text": "what it plays",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-67",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										480.0,
										540.0,
										81.60640000000001,
										22.0
									],
									"text": "print mdrnn"
								}
							},
							{
								"box": {
									"id": "obj-68",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										576.0,
										541.0,
										372.0,
										34.0
									],
									"text": "Output goes to the Max console; a double-click on the object posts it, too.",
									"linecount": 2,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										108.0,
										18,
										108.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										138.0,
										18,
										138.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										168.0,
										18,
										168.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										198.0,
										18,
										198.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										270.0,
										18,
										270.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										303.0,
										18,
										303.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										336.0,
										18,
										336.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										369.0,
										18,
										369.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-25",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										402.0,
										18,
										402.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-27",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										39.5,
										435.0,
										18,
										435.0,
										18,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-31",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										110.0,
										432,
										110.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-32",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										557.5,
										110.0,
										432,
										110.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-34",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										143.0,
										432,
										143.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-35",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										579.1,
										143.0,
										432,
										143.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-37",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										176.0,
										432,
										176.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-38",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										621.5,
										176.0,
										432,
										176.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-40",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										209.0,
										432,
										209.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-41",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										550.0,
										209.0,
										432,
										209.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-43",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										242.0,
										432,
										242.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-44",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										535.0,
										242.0,
										432,
										242.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-46",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										275.0,
										432,
										275.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-47",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										567.4,
										275.0,
										432,
										275.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-49",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										308.0,
										432,
										308.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-50",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										543.6,
										308.0,
										432,
										308.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-52",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										341.0,
										432,
										341.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-53",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										514.5,
										341.0,
										432,
										341.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-55",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										374.0,
										432,
										374.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-56",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										527.4,
										374.0,
										432,
										374.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-58",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										407.0,
										432,
										407.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-59",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										566.3,
										407.0,
										432,
										407.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-61",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										449.5,
										440.0,
										432,
										440.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-62",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										532.1,
										440.0,
										432,
										440.0,
										432,
										477.0,
										39.5,
										477.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										5
									],
									"destination": [
										"obj-64",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-64",
										0
									],
									"destination": [
										"obj-65",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										6
									],
									"destination": [
										"obj-67",
										0
									]
								}
							}
						]
					}
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						290.0,
						122.0,
						80.9944,
						22.0
					],
					"text": "p recording",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							60.0,
							90.0,
							960.0,
							690.0
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"editing_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"locked_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										0.0,
										0.0,
										960.0,
										40.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.79,
										0.83,
										0.9,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										7.0,
										88.704,
										29.0
									],
									"text": "mdrnn~",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 20.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										108.3744,
										12.0,
										329.30159999999984,
										22.0
									],
									"text": "record your playing, train a model on it, load it",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 14.0
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 7,
									"outlettype": [
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"",
										""
									],
									"patching_rect": [
										24.0,
										470.0,
										340.0,
										22.0
									],
									"text": "mdrnn~ mouse-3d-xs"
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										52.0,
										216.0,
										236.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										56.0,
										39.050399999999996,
										21.0
									],
									"text": "play",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "pictslider",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"int",
										"int"
									],
									"patching_rect": [
										24.0,
										84.0,
										130.0,
										130.0
									],
									"jump": 1,
									"parameter_enable": 0,
									"leftvalue": 0,
									"rightvalue": 1000,
									"bottomvalue": 0,
									"topvalue": 1000
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										24.0,
										228.0,
										65.9392,
										22.0
									],
									"text": "pack 0 0"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "newobj",
									"numinlets": 6,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										24.0,
										260.0,
										121.01920000000003,
										22.0
									],
									"text": "scale 0 1000 0. 1."
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										238.0,
										52.0,
										710.0,
										102.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										246.0,
										56.0,
										67.2942,
										21.0
									],
									"text": "1  record",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										82.0,
										103.02640000000002,
										22.0
									],
									"text": "record take.log"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										374.0,
										82.0,
										63.00159999999999,
										22.0
									],
									"text": "record 1"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										498.0,
										82.0,
										63.00159999999999,
										22.0
									],
									"text": "record 0"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										250.0,
										112.0,
										690.0,
										20.0
									],
									"text": "Record, and play for ten minutes. The log is saved next to this patcher; record 1 names it by date and time.",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										238.0,
										164.0,
										710.0,
										88.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										246.0,
										168.0,
										56.5536,
										21.0
									],
									"text": "2  train",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										250.0,
										190.0,
										690.0,
										48.0
									],
									"text": "In a terminal, in the folder of the log (install mdrnn first, see the readme):\nmdrnn dataset take.log -o mine.npz\nmdrnn train mine.npz --size xs --minutes 1 -o models",
									"linecount": 3,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										238.0,
										262.0,
										710.0,
										186.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										246.0,
										266.0,
										55.36019999999999,
										21.0
									],
									"text": "3  load",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										292.0,
										40.9696,
										22.0
									],
									"text": "read"
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										390.0,
										292.0,
										43.9072,
										22.0
									],
									"text": "open"
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										530.0,
										292.0,
										51.9856,
										22.0
									],
									"text": "reload"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										324.0,
										119.42800000000001,
										22.0
									],
									"text": "load mouse-3d-xs"
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										390.0,
										324.0,
										119.42800000000001,
										22.0
									],
									"text": "read mouse-3d-xs"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										530.0,
										324.0,
										122.36560000000001,
										22.0
									],
									"text": "open mouse-3d-xs"
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										670.0,
										293.0,
										202.82160000000005,
										20.0
									],
									"text": "a file dialog; the same file again",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-28",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										670.0,
										325.0,
										95.59920000000001,
										20.0
									],
									"text": "a file by name",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-29",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										356.0,
										230.0,
										22.0
									],
									"attr": "model"
								}
							},
							{
								"box": {
									"id": "obj-30",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										486.0,
										357.0,
										157.656,
										20.0
									],
									"text": "the same, as an attribute",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-31",
									"maxclass": "attrui",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										388.0,
										230.0,
										22.0
									],
									"attr": "precision"
								}
							},
							{
								"box": {
									"id": "obj-32",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										486.0,
										389.0,
										251.41439999999994,
										20.0
									],
									"text": "for the next load: float32, bfloat16 or int8",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-33",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										250.0,
										420.0,
										690.0,
										20.0
									],
									"text": "Drop the new .tflite file on the object, choose it in a dialog, or name it. The old one plays until it is ready.",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-34",
									"maxclass": "newobj",
									"numinlets": 4,
									"numoutlets": 4,
									"outlettype": [
										"",
										"",
										"",
										""
									],
									"patching_rect": [
										345.0,
										512.0,
										240.0,
										22.0
									],
									"text": "route model record recorded"
								}
							},
							{
								"box": {
									"id": "obj-35",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										24.0,
										560.0,
										83.932,
										22.0
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-36",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										24.0,
										596.0,
										290.0,
										22.0
									],
									"text": ""
								}
							},
							{
								"box": {
									"id": "obj-37",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										24.0,
										622.0,
										54.96239999999999,
										20.0
									],
									"text": "playing",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-38",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										334.0,
										560.0,
										83.932,
										22.0
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-39",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										334.0,
										596.0,
										290.0,
										22.0
									],
									"text": ""
								}
							},
							{
								"box": {
									"id": "obj-40",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										334.0,
										622.0,
										65.9784,
										20.0
									],
									"text": "recording",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-41",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										644.0,
										560.0,
										83.932,
										22.0
									],
									"text": "prepend set"
								}
							},
							{
								"box": {
									"id": "obj-42",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										644.0,
										596.0,
										290.0,
										22.0
									],
									"text": ""
								}
							},
							{
								"box": {
									"id": "obj-43",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										644.0,
										622.0,
										61.93919999999999,
										20.0
									],
									"text": "recorded",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-44",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										24.0,
										658.0,
										434.64719999999977,
										20.0
									],
									"text": "Without a model, @dim sets the number of values, plus one for the time:",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-45",
									"maxclass": "newobj",
									"numinlets": 4,
									"numoutlets": 8,
									"outlettype": [
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"signal",
										"",
										""
									],
									"patching_rect": [
										480.0,
										656.0,
										109.14640000000003,
										22.0
									],
									"text": "mdrnn~ @dim 4"
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-7",
										1
									],
									"destination": [
										"obj-8",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-8",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-8",
										0
									],
									"destination": [
										"obj-9",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-4",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-12",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										259.5,
										108.0,
										244,
										108.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-13",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										383.5,
										108.0,
										244,
										108.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										507.5,
										108.0,
										244,
										108.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										259.5,
										318.0,
										244,
										318.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-22",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										399.5,
										318.0,
										244,
										318.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										539.5,
										318.0,
										244,
										318.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-24",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										259.5,
										350.0,
										244,
										350.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-25",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										399.5,
										350.0,
										244,
										350.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-26",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										539.5,
										350.0,
										244,
										350.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										259.5,
										382.0,
										244,
										382.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-31",
										0
									],
									"destination": [
										"obj-4",
										0
									],
									"midpoints": [
										259.5,
										414.0,
										244,
										414.0,
										244,
										461.0,
										33.5,
										461.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										6
									],
									"destination": [
										"obj-34",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-34",
										0
									],
									"destination": [
										"obj-35",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-35",
										0
									],
									"destination": [
										"obj-36",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-34",
										1
									],
									"destination": [
										"obj-38",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-38",
										0
									],
									"destination": [
										"obj-39",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-34",
										2
									],
									"destination": [
										"obj-41",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-41",
										0
									],
									"destination": [
										"obj-42",
										0
									]
								}
							}
						]
					}
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 0,
					"numoutlets": 0,
					"patching_rect": [
						380.0,
						156.0,
						52.72,
						22.0
					],
					"text": "p OSC",
					"patcher": {
						"fileversion": 1,
						"appversion": {
							"major": 8,
							"minor": 5,
							"revision": 5,
							"architecture": "x64",
							"modernui": 1
						},
						"classnamespace": "box",
						"rect": [
							60.0,
							90.0,
							960.0,
							690.0
						],
						"bglocked": 0,
						"openinpresentation": 0,
						"default_fontsize": 12.0,
						"default_fontface": 0,
						"default_fontname": "Arial",
						"gridonopen": 1,
						"gridsize": [
							15.0,
							15.0
						],
						"gridsnaponopen": 1,
						"objectsnaponopen": 1,
						"statusbarvisible": 2,
						"toolbarvisible": 1,
						"boxanimatetime": 200,
						"enablehscroll": 1,
						"enablevscroll": 1,
						"editing_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"locked_bgcolor": [
							0.96,
							0.97,
							0.98,
							1.0
						],
						"showontab": 1,
						"boxes": [
							{
								"box": {
									"id": "obj-1",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										0.0,
										0.0,
										960.0,
										40.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.79,
										0.83,
										0.9,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										7.0,
										88.704,
										29.0
									],
									"text": "mdrnn~",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 20.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										108.3744,
										12.0,
										221.34480000000002,
										22.0
									],
									"text": "without the external, over OSC",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									],
									"fontsize": 14.0
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										14.0,
										52.0,
										800.0,
										20.0
									],
									"text": "In a terminal: mdrnn run mouse-3d-xs. It listens on port 6000 of this machine and sends to port 6001.",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										12.0,
										80.0,
										210.0,
										342.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										20.0,
										84.0,
										131.34000000000003,
										21.0
									],
									"text": "1  drag, then let go",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										26.0,
										382.0,
										147.33520000000001,
										22.0
									],
									"text": "prepend /mdrnn/event"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										26.0,
										446.0,
										154.8016,
										22.0
									],
									"text": "udpsend 127.0.0.1 6000"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "pictslider",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"int",
										"int"
									],
									"patching_rect": [
										26.0,
										114.0,
										180.0,
										180.0
									],
									"jump": 1,
									"parameter_enable": 0,
									"leftvalue": 0,
									"rightvalue": 1000,
									"bottomvalue": 0,
									"topvalue": 1000
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										26.0,
										308.0,
										65.9392,
										22.0
									],
									"text": "pack 0 0"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "newobj",
									"numinlets": 6,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										26.0,
										340.0,
										121.01920000000003,
										22.0
									],
									"text": "scale 0 1000 0. 1."
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										232.0,
										80.0,
										410.0,
										342.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										240.0,
										84.0,
										58.542599999999986,
										21.0
									],
									"text": "or send",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										112.0,
										175.85440000000006,
										22.0
									],
									"text": "/mdrnn/mode callresponse"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										139.0,
										160.79920000000004,
										22.0
									],
									"text": "/mdrnn/mode polyphony"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										166.0,
										133.99360000000004,
										22.0
									],
									"text": "/mdrnn/mode battle"
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										193.0,
										150.88480000000004,
										22.0
									],
									"text": "/mdrnn/mode useronly"
								}
							},
							{
								"box": {
									"id": "obj-18",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										220.0,
										141.46000000000004,
										22.0
									],
									"text": "/mdrnn/threshold 0.5"
								}
							},
							{
								"box": {
									"id": "obj-19",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										247.0,
										167.04160000000005,
										22.0
									],
									"text": "/mdrnn/pi_temperature 1."
								}
							},
							{
								"box": {
									"id": "obj-20",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										274.0,
										205.47520000000006,
										22.0
									],
									"text": "/mdrnn/sigma_temperature 0.01"
								}
							},
							{
								"box": {
									"id": "obj-21",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										301.0,
										138.03280000000004,
										22.0
									],
									"text": "/mdrnn/timescale 1."
								}
							},
							{
								"box": {
									"id": "obj-22",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										328.0,
										122.97760000000002,
										22.0
									],
									"text": "/mdrnn/max_dt 5."
								}
							},
							{
								"box": {
									"id": "obj-23",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										355.0,
										151.37440000000004,
										22.0
									],
									"text": "/mdrnn/grain 0.007874"
								}
							},
							{
								"box": {
									"id": "obj-24",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										382.0,
										130.44400000000002,
										22.0
									],
									"text": "/mdrnn/value 0 0.9"
								}
							},
							{
								"box": {
									"id": "obj-25",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										112.0,
										127.50640000000003,
										22.0
									],
									"text": "/mdrnn/autostart 1"
								}
							},
							{
								"box": {
									"id": "obj-26",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										139.0,
										111.34960000000002,
										22.0
									],
									"text": "/mdrnn/pause 1"
								}
							},
							{
								"box": {
									"id": "obj-27",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										166.0,
										111.34960000000002,
										22.0
									],
									"text": "/mdrnn/pause 0"
								}
							},
							{
								"box": {
									"id": "obj-28",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										193.0,
										94.45840000000001,
										22.0
									],
									"text": "/mdrnn/reset"
								}
							},
							{
								"box": {
									"id": "obj-29",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										220.0,
										104.37280000000001,
										22.0
									],
									"text": "/mdrnn/seed 7"
								}
							},
							{
								"box": {
									"id": "obj-30",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										247.0,
										156.51520000000002,
										22.0
									],
									"text": "/mdrnn/step 0.1 0.5 0.5"
								}
							},
							{
								"box": {
									"id": "obj-31",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										274.0,
										168.87760000000006,
										22.0
									],
									"text": "/mdrnn/load mouse-3d-xs"
								}
							},
							{
								"box": {
									"id": "obj-32",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										301.0,
										112.45120000000001,
										22.0
									],
									"text": "/mdrnn/record 1"
								}
							},
							{
								"box": {
									"id": "obj-33",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										328.0,
										112.45120000000001,
										22.0
									],
									"text": "/mdrnn/record 0"
								}
							},
							{
								"box": {
									"id": "obj-34",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										462.0,
										355.0,
										87.48160000000001,
										22.0
									],
									"text": "/mdrnn/info"
								}
							},
							{
								"box": {
									"id": "obj-35",
									"maxclass": "panel",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										652.0,
										80.0,
										296.0,
										602.0
									],
									"angle": 270.0,
									"proportion": 0.5,
									"bgcolor": [
										0.91,
										0.93,
										0.95,
										1.0
									],
									"border": 0,
									"rounded": 6,
									"mode": 0,
									"background": 1,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-36",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										660.0,
										84.0,
										64.11179999999999,
										21.0
									],
									"text": "2  listen",
									"linecount": 1,
									"textcolor": [
										0.35,
										0.4,
										0.47,
										1.0
									],
									"fontsize": 13.0,
									"fontface": 1
								}
							},
							{
								"box": {
									"id": "obj-37",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										664.0,
										114.0,
										111.8392,
										22.0
									],
									"text": "udpreceive 6001"
								}
							},
							{
								"box": {
									"id": "obj-38",
									"maxclass": "newobj",
									"numinlets": 5,
									"numoutlets": 5,
									"outlettype": [
										"",
										"",
										"",
										"",
										""
									],
									"patching_rect": [
										664.0,
										152.0,
										276.0,
										22.0
									],
									"text": "route /impsy /mdrnn/error /mdrnn/step /mdrnn/info"
								}
							},
							{
								"box": {
									"id": "obj-39",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										728.3,
										270.0,
										84.0,
										22.0
									],
									"text": "print mistake"
								}
							},
							{
								"box": {
									"id": "obj-40",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										792.5,
										236.0,
										84.0,
										22.0
									],
									"text": "print step"
								}
							},
							{
								"box": {
									"id": "obj-41",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										856.7,
										202.0,
										84.0,
										22.0
									],
									"text": "print info"
								}
							},
							{
								"box": {
									"id": "obj-42",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"",
										""
									],
									"patching_rect": [
										664.0,
										202.0,
										60.0,
										22.0
									],
									"text": "t l l"
								}
							},
							{
								"box": {
									"id": "obj-43",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"",
										"bang"
									],
									"patching_rect": [
										664.0,
										312.0,
										150.0,
										22.0
									],
									"text": "t l b"
								}
							},
							{
								"box": {
									"id": "obj-44",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"float",
										"float"
									],
									"patching_rect": [
										664.0,
										348.0,
										87.97120000000001,
										22.0
									],
									"text": "unpack 0. 0."
								}
							},
							{
								"box": {
									"id": "obj-45",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"bang"
									],
									"patching_rect": [
										664.0,
										384.0,
										50.0,
										22.0
									],
									"text": "line~"
								}
							},
							{
								"box": {
									"id": "obj-46",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"bang"
									],
									"patching_rect": [
										728.0,
										384.0,
										50.0,
										22.0
									],
									"text": "line~"
								}
							},
							{
								"box": {
									"id": "obj-47",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										664.0,
										424.0,
										150.0,
										22.0
									],
									"text": "p synth",
									"patcher": {
										"fileversion": 1,
										"appversion": {
											"major": 8,
											"minor": 5,
											"revision": 5,
											"architecture": "x64",
											"modernui": 1
										},
										"classnamespace": "box",
										"rect": [
											60.0,
											90.0,
											470.0,
											400.0
										],
										"bglocked": 0,
										"openinpresentation": 0,
										"default_fontsize": 12.0,
										"default_fontface": 0,
										"default_fontname": "Arial",
										"gridonopen": 1,
										"gridsize": [
											15.0,
											15.0
										],
										"gridsnaponopen": 1,
										"objectsnaponopen": 1,
										"statusbarvisible": 2,
										"toolbarvisible": 1,
										"boxanimatetime": 200,
										"enablehscroll": 1,
										"enablevscroll": 1,
										"editing_bgcolor": [
											0.96,
											0.97,
											0.98,
											1.0
										],
										"locked_bgcolor": [
											0.96,
											0.97,
											0.98,
											1.0
										],
										"boxes": [
											{
												"box": {
													"id": "obj-1",
													"maxclass": "inlet",
													"numinlets": 0,
													"numoutlets": 1,
													"outlettype": [
														""
													],
													"patching_rect": [
														30.0,
														20.0,
														30.0,
														30.0
													],
													"comment": "x, from 0 to 1: pitch",
													"index": 1
												}
											},
											{
												"box": {
													"id": "obj-2",
													"maxclass": "inlet",
													"numinlets": 0,
													"numoutlets": 1,
													"outlettype": [
														""
													],
													"patching_rect": [
														180.0,
														20.0,
														30.0,
														30.0
													],
													"comment": "y, from 0 to 1: brightness",
													"index": 2
												}
											},
											{
												"box": {
													"id": "obj-3",
													"maxclass": "inlet",
													"numinlets": 0,
													"numoutlets": 1,
													"outlettype": [
														""
													],
													"patching_rect": [
														340.0,
														20.0,
														30.0,
														30.0
													],
													"comment": "bang: an event",
													"index": 3
												}
											},
											{
												"box": {
													"id": "obj-4",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														66.0,
														55.535199999999996,
														22.0
													],
													"text": "*~ 36."
												}
											},
											{
												"box": {
													"id": "obj-5",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														102.0,
														55.535199999999996,
														22.0
													],
													"text": "+~ 40."
												}
											},
											{
												"box": {
													"id": "obj-6",
													"maxclass": "newobj",
													"numinlets": 1,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														138.0,
														52.108,
														22.0
													],
													"text": "mtof~"
												}
											},
											{
												"box": {
													"id": "obj-7",
													"maxclass": "newobj",
													"numinlets": 3,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														180.0,
														66.0,
														147.4576,
														22.0
													],
													"text": "rampsmooth~ 480 480"
												}
											},
											{
												"box": {
													"id": "obj-8",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														180.0,
														102.0,
														55.535199999999996,
														22.0
													],
													"text": "*~ 54."
												}
											},
											{
												"box": {
													"id": "obj-9",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														180.0,
														138.0,
														55.535199999999996,
														22.0
													],
													"text": "+~ 60."
												}
											},
											{
												"box": {
													"id": "obj-10",
													"maxclass": "newobj",
													"numinlets": 1,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														180.0,
														174.0,
														52.108,
														22.0
													],
													"text": "mtof~"
												}
											},
											{
												"box": {
													"id": "obj-11",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														180.0,
														51.0064,
														22.0
													],
													"text": "saw~"
												}
											},
											{
												"box": {
													"id": "obj-12",
													"maxclass": "newobj",
													"numinlets": 3,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														236.0,
														130.0,
														22.0
													],
													"text": "lores~ 1000 0.4"
												}
											},
											{
												"box": {
													"id": "obj-13",
													"maxclass": "message",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														""
													],
													"patching_rect": [
														340.0,
														66.0,
														92.0104,
														22.0
													],
													"text": "0.3 15 0. 900"
												}
											},
											{
												"box": {
													"id": "obj-14",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 2,
													"outlettype": [
														"signal",
														"bang"
													],
													"patching_rect": [
														340.0,
														102.0,
														48.55839999999999,
														22.0
													],
													"text": "line~"
												}
											},
											{
												"box": {
													"id": "obj-15",
													"maxclass": "newobj",
													"numinlets": 2,
													"numoutlets": 1,
													"outlettype": [
														"signal"
													],
													"patching_rect": [
														30.0,
														290.0,
														60.0,
														22.0
													],
													"text": "*~"
												}
											},
											{
												"box": {
													"id": "obj-16",
													"maxclass": "outlet",
													"numinlets": 1,
													"numoutlets": 0,
													"patching_rect": [
														30.0,
														340.0,
														30.0,
														30.0
													],
													"comment": "the sound",
													"index": 1
												}
											},
											{
												"box": {
													"id": "obj-17",
													"maxclass": "comment",
													"numinlets": 1,
													"numoutlets": 0,
													"patching_rect": [
														130.0,
														330.0,
														300.0,
														20.0
													],
													"text": "Each event sounds for 0.9 seconds.",
													"linecount": 1,
													"textcolor": [
														0.1,
														0.16,
														0.25,
														1.0
													]
												}
											}
										],
										"lines": [
											{
												"patchline": {
													"source": [
														"obj-1",
														0
													],
													"destination": [
														"obj-4",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-4",
														0
													],
													"destination": [
														"obj-5",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-5",
														0
													],
													"destination": [
														"obj-6",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-2",
														0
													],
													"destination": [
														"obj-7",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-7",
														0
													],
													"destination": [
														"obj-8",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-8",
														0
													],
													"destination": [
														"obj-9",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-9",
														0
													],
													"destination": [
														"obj-10",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-6",
														0
													],
													"destination": [
														"obj-11",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-11",
														0
													],
													"destination": [
														"obj-12",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-10",
														0
													],
													"destination": [
														"obj-12",
														1
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-3",
														0
													],
													"destination": [
														"obj-13",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-13",
														0
													],
													"destination": [
														"obj-14",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-12",
														0
													],
													"destination": [
														"obj-15",
														0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-14",
														0
													],
													"destination": [
														"obj-15",
														1
													],
													"midpoints": [
														349.5,
														128.0,
														322,
														128.0,
														322,
														281.0,
														80.5,
														281.0
													]
												}
											},
											{
												"patchline": {
													"source": [
														"obj-15",
														0
													],
													"destination": [
														"obj-16",
														0
													]
												}
											}
										]
									}
								}
							},
							{
								"box": {
									"id": "obj-48",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										714.0,
										468.0,
										97.39600000000002,
										22.0
									],
									"text": "loadmess 110"
								}
							},
							{
								"box": {
									"id": "obj-49",
									"maxclass": "gain~",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										""
									],
									"patching_rect": [
										664.0,
										502.0,
										140.0,
										18.0
									],
									"orientation": 1,
									"parameter_enable": 0
								}
							},
							{
								"box": {
									"id": "obj-50",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										664.0,
										544.0,
										46.0,
										22.0
									],
									"text": "dac~"
								}
							},
							{
								"box": {
									"id": "obj-51",
									"maxclass": "meter~",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"float"
									],
									"patching_rect": [
										724.0,
										547.0,
										80.0,
										16.0
									]
								}
							},
							{
								"box": {
									"id": "obj-52",
									"maxclass": "newobj",
									"numinlets": 6,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										250.0,
										446.0,
										129.09760000000003,
										22.0
									],
									"text": "scale 0. 1. 0. 1000."
								}
							},
							{
								"box": {
									"id": "obj-53",
									"maxclass": "pictslider",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"int",
										"int"
									],
									"patching_rect": [
										250.0,
										482.0,
										150.0,
										150.0
									],
									"jump": 1,
									"parameter_enable": 0,
									"leftvalue": 0,
									"rightvalue": 1000,
									"bottomvalue": 0,
									"topvalue": 1000,
									"ignoreclick": 1
								}
							},
							{
								"box": {
									"id": "obj-54",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										250.0,
										636.0,
										149.08800000000005,
										20.0
									],
									"text": "what the network plays",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							},
							{
								"box": {
									"id": "obj-55",
									"maxclass": "toggle",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"int"
									],
									"patching_rect": [
										664.0,
										588.0,
										44.0,
										44.0
									],
									"parameter_enable": 0
								}
							},
							{
								"box": {
									"id": "obj-56",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 0,
									"patching_rect": [
										664.0,
										648.0,
										46.0,
										22.0
									],
									"text": "dac~"
								}
							},
							{
								"box": {
									"id": "obj-57",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										716.0,
										600.0,
										46.88399999999999,
										20.0
									],
									"text": "sound",
									"linecount": 1,
									"textcolor": [
										0.1,
										0.16,
										0.25,
										1.0
									]
								}
							}
						],
						"lines": [
							{
								"patchline": {
									"source": [
										"obj-9",
										1
									],
									"destination": [
										"obj-10",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-9",
										0
									],
									"destination": [
										"obj-10",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-10",
										0
									],
									"destination": [
										"obj-11",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-11",
										0
									],
									"destination": [
										"obj-7",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-7",
										0
									],
									"destination": [
										"obj-8",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-14",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										138.0,
										242,
										138.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-15",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										165.0,
										242,
										165.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-16",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										192.0,
										242,
										192.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-17",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										219.0,
										242,
										219.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-18",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										246.0,
										242,
										246.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-19",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										273.0,
										242,
										273.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-20",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										300.0,
										242,
										300.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-21",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										327.0,
										242,
										327.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-22",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										354.0,
										242,
										354.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-23",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										381.0,
										242,
										381.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-24",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										259.5,
										408.0,
										242,
										408.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-25",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										138.0,
										242,
										138.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-26",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										165.0,
										242,
										165.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-27",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										192.0,
										242,
										192.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-28",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										219.0,
										242,
										219.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-29",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										246.0,
										242,
										246.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-30",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										273.0,
										242,
										273.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-31",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										300.0,
										242,
										300.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-32",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										327.0,
										242,
										327.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-33",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										354.0,
										242,
										354.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-34",
										0
									],
									"destination": [
										"obj-8",
										0
									],
									"midpoints": [
										471.5,
										381.0,
										242,
										381.0,
										242,
										437.0,
										35.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-37",
										0
									],
									"destination": [
										"obj-38",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-38",
										1
									],
									"destination": [
										"obj-39",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-38",
										2
									],
									"destination": [
										"obj-40",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-38",
										3
									],
									"destination": [
										"obj-41",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-38",
										0
									],
									"destination": [
										"obj-42",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										0
									],
									"destination": [
										"obj-43",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-43",
										1
									],
									"destination": [
										"obj-47",
										2
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-43",
										0
									],
									"destination": [
										"obj-44",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-44",
										0
									],
									"destination": [
										"obj-45",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-45",
										0
									],
									"destination": [
										"obj-47",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-44",
										1
									],
									"destination": [
										"obj-46",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-46",
										0
									],
									"destination": [
										"obj-47",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-47",
										0
									],
									"destination": [
										"obj-49",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-48",
										0
									],
									"destination": [
										"obj-49",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-49",
										0
									],
									"destination": [
										"obj-50",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-49",
										0
									],
									"destination": [
										"obj-50",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-49",
										0
									],
									"destination": [
										"obj-51",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-42",
										1
									],
									"destination": [
										"obj-52",
										0
									],
									"midpoints": [
										714.5,
										228.0,
										646,
										228.0,
										646,
										437.0,
										259.5,
										437.0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-52",
										0
									],
									"destination": [
										"obj-53",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-55",
										0
									],
									"destination": [
										"obj-56",
										0
									]
								}
							}
						]
					}
				}
			}
		],
		"lines": []
	}
}
