// @ts-check
import { LAMPS } from './catalogue.js';
import { fill, frame } from './frame.js';

frame();
fill('favourites', LAMPS.slice(0, 4));
fill('fresh', LAMPS.filter((lamp) => lamp.isNew).slice(0, 4));
